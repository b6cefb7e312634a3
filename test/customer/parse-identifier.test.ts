import {
  type CustomerIdentifierInput,
  MAX_IDENTIFIER_LENGTH,
  parseCustomerId,
  parseIdentifier,
} from '../../src/customer/parse-identifier';
import { OnefoldError } from '../../src/errors';

const context = { sources: ['crm', 'shop'], defaultRegion: 'DE' };
const ID = `cus_${'a1'.repeat(13)}`;
const HASH = 'ab'.repeat(32);

describe('a well-formed identifier', () => {
  it.each<[CustomerIdentifierInput, object]>([
    [{ id: ID }, { by: 'ID', id: ID }],
    [{ email: ' Ada <A.da+x@Gmail.com>' }, { by: 'EMAIL', normal: 'ada@gmail.com', value: 'Ada <A.da+x@Gmail.com>' }],
    [{ phone: '030 12345678' }, { by: 'PHONE', normal: '+493012345678', value: '030 12345678' }],
    [{ phone: '+1 201 555 0123' }, { by: 'PHONE', normal: '+12015550123', value: '+1 201 555 0123' }],
    [{ record: { source: 'crm', id: ' 7 ' } }, { by: 'RECORD', ref: { source: 'crm', id: ' 7 ' } }],
    [{ order: { source: 'shop', number: ' #1042 ' } }, { by: 'ORDER', source: 'shop', number: '#1042' }],
    [{ ticket: { source: 'crm', number: '35' } }, { by: 'TICKET', source: 'crm', number: '35' }],
    [{ emailHash: HASH.toUpperCase() }, { by: 'EMAIL_HASH', hash: HASH }],
    [
      { id: ID, email: null, phone: undefined },
      { by: 'ID', id: ID },
    ],
  ])('%j is parsed to its normal form', (input, identifier) => {
    expect(parseIdentifier(input, context)).toEqual(identifier);
  });
});

describe('a malformed identifier', () => {
  const complaintOf = (input: unknown, more = {}): OnefoldError => {
    try {
      parseIdentifier(input as CustomerIdentifierInput, { ...context, ...more });
    } catch (error) {
      if (error instanceof OnefoldError) return error;
      throw error;
    }
    throw new Error('no complaint');
  };

  it.each<[unknown, string, RegExp]>([
    [{}, 'identifier', /exactly one of id, email, phone, record, order, ticket, emailHash, received none/],
    [{ email: null }, 'identifier', /received none/],
    [{ email: 'a@b.example', phone: '+12015550123' }, 'identifier', /received email and phone/],
    [null, 'identifier', /exactly one .* received null/],
    ['a@b.example', 'identifier', /exactly one/],
    [{ id: 'cus_short' }, 'identifier.id', /a customer id .* received other text of 9 characters/],
    [{ email: 'secret-thing' }, 'identifier.email', /an e-mail address, received other text of 12 characters/],
    [{ email: '' }, 'identifier.email', /received empty text/],
    [{ email: ' \t' }, 'identifier.email', /received white space/],
    [{ email: 7 }, 'identifier.email', /received a number/],
    [{ email: `${'a'.repeat(300)}@b.example` }, 'identifier.email', /at most 256 characters/],
    [{ phone: '12' }, 'identifier.phone', /a phone number with its country code \(\+…\), or a national one of DE/],
    [{ record: { source: 'nowhere', id: '1' } }, 'identifier.record.source', /the name of a source: crm, shop/],
    [{ record: { source: 'crm', id: '' } }, 'identifier.record.id', /an? id that is not empty, received empty text/],
    [{ record: { source: 'crm' } }, 'identifier.record.id', /received nothing/],
    [{ record: 'crm/1' }, 'identifier.record', /source and id/],
    [{ record: { source: 'crm', id: 'a\u0000b' } }, 'identifier.record.id', /a control character/],
    [{ order: { source: 'shop', number: '  ' } }, 'identifier.order.number', /not empty, received white space/],
    [{ ticket: { source: 'shop', number: 'x'.repeat(257) } }, 'identifier.ticket.number', /at most 256/],
    [{ emailHash: HASH.slice(1) }, 'identifier.emailHash', /64 hexadecimal digits/],
    [{ emailHash: `g${HASH.slice(1)}` }, 'identifier.emailHash', /64 hexadecimal digits/],
    [{ emailHash: ['x'] }, 'identifier.emailHash', /received a list/],
  ])('%j is refused, naming argument, expectation and shape', (input, argument, message) => {
    const complaint = complaintOf(input);
    expect(complaint).toMatchObject({ code: 'BAD_USER_INPUT', details: { argument } });
    expect(complaint.message).toMatch(message);
    expect(complaint.message).not.toMatch(/secret-thing|nowhere|cus_short/);
  });

  it('is named as the caller names it', () => {
    expect(complaintOf({ email: 'x' }, { argument: 'identifiers[3]' }).details).toEqual({
      argument: 'identifiers[3].email',
    });
  });

  it('needs the country code where no region is known', () => {
    const complaint = complaintOf({ phone: '030 12345678' }, { defaultRegion: undefined });
    expect(complaint.message).toMatch(/country code \(\+…\), received/);
  });

  it('is refused on its own as an id too', () => {
    expect(() => parseCustomerId('x'.repeat(MAX_IDENTIFIER_LENGTH + 1), 'id')).toThrow(OnefoldError);
    expect(parseCustomerId(ID, 'id')).toBe(ID);
  });
});
