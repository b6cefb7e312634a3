import { CommandFailure, reportFailure } from '../../src/cli/failure';
import { OnefoldError } from '../../src/errors';
import { StoreUnavailable } from '../../src/identity/store/contract';
import { capturedTerminal } from './captured-terminal';

function reported(error: unknown) {
  const terminal = capturedTerminal();
  const code = reportFailure(error, terminal);
  return [code, terminal.complaints.join('\n')];
}

const system = (fields: object): Error => Object.assign(new Error('raw text of the system'), fields);

describe('a failure is one plain sentence:', () => {
  test.each([
    ['a port in use', system({ code: 'EADDRINUSE', port: 4000 }), /^Port 4000 is in use\./],
    ['an address of another machine', system({ code: 'EADDRNOTAVAIL', address: '10.0.0.9' }), /no address 10\.0\.0\.9/],
    ['a port of the system', system({ code: 'EACCES', syscall: 'listen', port: 80 }), /^Port 80 may not be used/],
    [
      'a folder that may not be written',
      system({ code: 'EACCES', syscall: 'mkdir', path: '/srv/.onefold' }),
      /^\/srv\/\.onefold cannot be written \(EACCES\)/,
    ],
    ['a read-only disk', system({ code: 'EROFS', path: '/srv/.onefold' }), /cannot be written \(EROFS\)/],
    ['a full disk', system({ code: 'ENOSPC' }), /^The disk is full\.$/],
    ['an unreachable store', new StoreUnavailable('MongoDB cannot be reached'), /^MongoDB cannot be reached$/],
    ['what a room says for people', new Error('The store needs a folder'), /^The store needs a folder$/],
    ['a refusal', new OnefoldError('IDENTITY_UNAVAILABLE', 'The store does not answer'), /^The store does not answer$/],
  ])('%s', (_, error, sentence) => {
    const [code, text] = reported(error);
    expect(code).toBe(1);
    expect(text).toMatch(sentence);
    expect(text).not.toMatch(/raw text|\n/);
  });
});

test('a command says for itself how it ends', () => {
  expect(reported(new CommandFailure('Write one of these', 2))).toEqual([2, 'Write one of these']);
});

test('a defect shows where it is', () => {
  expect(reported(new TypeError('x is not a function'))[1]).toMatch(/^TypeError: x is not a function\n\s+at /);
});
