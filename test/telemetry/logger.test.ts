import { createLogger, type LogFields } from '../../src/telemetry/logger';

function lines(log: (logger: ReturnType<typeof createLogger>) => void, level: 'info' | 'silent' = 'info') {
  const written: string[] = [];
  log(createLogger(level, { write: (line) => void written.push(line) }));
  return written.map((line) => JSON.parse(line) as Record<string, unknown>);
}

it('writes one JSON object a line, with the event and the listed fields', () => {
  const [line] = lines((log) => log.info('operation', { requestId: 'r1', durationMs: 3, codes: ['BAD_USER_INPUT'] }));
  expect(line).toMatchObject({
    level: 'info',
    event: 'operation',
    requestId: 'r1',
    durationMs: 3,
    codes: ['BAD_USER_INPUT'],
  });
  expect(Object.keys(line ?? {}).sort()).toEqual(['codes', 'durationMs', 'event', 'level', 'requestId', 'time']);
});

it('lets no other field through, whoever hands it in', () => {
  const tempting = { requestId: 'r1', email: 'ada@example.com', variables: { phone: '+431' } } as LogFields;
  expect(JSON.stringify(lines((log) => log.warn('odd', tempting)))).not.toMatch(/ada|431/);
});

it('shows an error without its message, also in its cause and its stack', () => {
  const cause = new TypeError('no such person: ada@example.com');
  const error = Object.assign(new Error('ada@example.com\nis not JSON', { cause }), { code: 'E_ODD' });
  const [line] = lines((log) => log.error('defect', { error }));
  expect(line?.error).toMatchObject({ name: 'Error', code: 'E_ODD', cause: { name: 'TypeError' } });
  expect(line).toMatchObject({ error: { frames: expect.arrayContaining([expect.stringMatching(/^at /)]) } });
  expect(JSON.stringify(line)).not.toMatch(/ada@|JSON"|person/);
});

it('is silent below its level', () => {
  expect(lines((log) => log.debug('detail'))).toEqual([]);
  expect(lines((log) => log.error('loud'), 'silent')).toEqual([]);
});
