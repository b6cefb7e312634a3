import { CommandFailure } from '../../src/cli/failure';
import { identifierArgument } from '../../src/cli/identifier-argument';

describe('an identifier on the command line', () => {
  test.each([
    ['cus_0123456789abcdefghjkmnpqrs', { id: 'cus_0123456789abcdefghjkmnpqrs' }],
    ['Ada@Example.com', { email: 'Ada@Example.com' }],
    [' ada@example.com ', { email: 'ada@example.com' }],
    ['+44 20 7946 0958', { phone: '+44 20 7946 0958' }],
    ['(0)30/123456', { phone: '(0)30/123456' }],
    ['030 123456', { phone: '030 123456' }],
    ['crm:101', { record: { source: 'crm', id: '101' } }],
    ['shop:gid://shopify/Customer/7', { record: { source: 'shop', id: 'gid://shopify/Customer/7' } }],
    ['list:ada@example.com', { record: { source: 'list', id: 'ada@example.com' } }],
    ['order:shop:#1042', { order: { source: 'shop', number: '#1042' } }],
    ['order:shop-eu:A:17', { order: { source: 'shop-eu', number: 'A:17' } }],
    ['ticket:support:35436', { ticket: { source: 'support', number: '35436' } }],
    ['A'.repeat(64), { emailHash: 'a'.repeat(64) }],
  ])('%s', (written, argument) => {
    expect(identifierArgument(written)).toEqual(argument);
  });

  test.each(['', '  ', 'Ada Lovelace', 'order:shop', 'ticket:', 'crm:', '++', '()'])(
    'that is none lists what may be written: "%s"',
    (written) => {
      const refused = () => identifierArgument(written);
      expect(refused).toThrow(CommandFailure);
      expect(refused).toThrow(/order:shop:#1042/);
      expect(refused).toThrow(expect.objectContaining({ exitCode: 2 }));
    },
  );
});
