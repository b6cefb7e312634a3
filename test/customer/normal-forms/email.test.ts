import fc from 'fast-check';
import { isSharedMailbox, normalEmail, weakEmail } from '../../../src/customer/normal-forms/email';
import { referenceRows } from '../reference-data';

const vectors = referenceRows('reference/email_vectors.csv');
const withVectors = vectors ? it : it.skip;

describe('normal form of an e-mail address', () => {
  withVectors('agrees with every reference vector; the risky ones only as weak evidence', () => {
    for (const { input, canonical, rule } of vectors!) {
      const weak = rule!.includes('risky');
      const normal = normalEmail(input!);
      expect({ input, normal: weak ? weakEmail(normal!) : normal }).toEqual({ input, normal: canonical || null });
      if (rule!.includes('generic'))
        expect({ input, shared: isSharedMailbox(normal!) }).toEqual({ input, shared: true });
    }
  });

  it.each([
    ['<a@b.example>', 'a@b.example'],
    ['"Doe, John" <John@B.example>', 'john@b.example'],
    ['MAILTO:John%2Bshop@b.example?subject=Hi%20there', 'john+shop@b.example'],
    ['<mailto:a@b.example>', 'a@b.example'],
    ['"john.doe"@b.example', 'john.doe@b.example'],
    ['a@b.example\u200b', 'a@b.example'],
    ['ａ＠ｂ．example', 'a@b.example'],
    ['user@münchen.example', 'user@xn--mnchen-3ya.example'],
    ['user@XN--MNCHEN-3YA.example', 'user@xn--mnchen-3ya.example'],
    ['用户@例子。example', '用户@xn--fsqu00a.example'],
    ["o'neill@b.example", "o'neill@b.example"],
    ['a.b+c+d@GoogleMail.com', 'ab@gmail.com'],
    ['jane+x@hotmail.co.uk', 'jane@hotmail.co.uk'],
    ['jane-x@yahoo.com', 'jane-x@yahoo.com'],
  ])('reads %s as %s', (raw, normal) => {
    expect(normalEmail(raw)).toBe(normal);
  });

  it.each([
    [''],
    ['@'],
    ['a@'],
    ['@b.example'],
    ['a b@c.example'],
    ['a@b@c.example'],
    ['a@localhost'],
    ['a@b..example'],
    ['.a@b.example'],
    ['a.@b.example'],
    ['a..b@c.example'],
    ['a@-b.example'],
    ['a@b_c.example'],
    ['a@127.0.0.1'],
    ['a@[127.0.0.1]'],
    ['a@b.example/path'],
    ['a@bé.example#x'],
    ['a@b%2eexample'],
    ['mailto:%E0%A4%A@b.example'],
    ['+tag@gmail.com'],
    ['<a@b.example>, <c@d.example>'],
    ['a@b.example, c@d.example'],
    [`${'a'.repeat(65)}@b.example`],
    [`${'é'.repeat(33)}@b.example`],
    [`a@${'b'.repeat(64)}.example`],
    [`a@${'b.'.repeat(126)}example`],
    ['a@xn--a.example'],
  ])('finds no address in %j', (raw) => {
    expect(normalEmail(raw)).toBeNull();
  });

  it('is idempotent, whatever it is given', () => {
    const part = fc.string({ unit: 'binary', maxLength: 12 });
    const address = fc
      .tuple(part, part, fc.constantFrom('.com', '.example', '', '。jp'))
      .map(([l, d, t]) => `${l}@${d}${t}`);
    const domains = fc.constantFrom('gmail.com', 'googlemail.com', 'hotmail.de', 'Proton.me', 'b.example');
    const local = fc.string({
      unit: fc.constantFrom('a', 'B', '.', '+', '-', '"', 'İ', 'ß', 'é', 'ﬁ', 'Σ'),
      maxLength: 10,
    });
    const raws = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.emailAddress(),
      address,
      fc.tuple(local, domains).map((p) => p.join('@')),
    );
    fc.assert(
      fc.property(raws, (raw) => {
        const normal = normalEmail(raw);
        if (normal !== null) expect(normalEmail(normal)).toBe(normal);
      }),
      { numRuns: 3000 },
    );
  });

  it('ignores case and outer white space everywhere', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (address) => {
        expect(normalEmail(`  ${address.toUpperCase()}\t`)).toBe(normalEmail(address));
      }),
    );
  });

  it('takes time linear in the input, also where there is nothing to find', () => {
    const hostile = [
      '<'.repeat(900),
      `a@${'a-'.repeat(450)}`,
      `${'.'.repeat(500)}@${'.'.repeat(400)}`,
      `"${'\\"'.repeat(400)}`,
    ];
    const started = process.hrtime.bigint();
    for (let i = 0; i < 1000; i++) for (const raw of hostile) normalEmail(raw);
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(2000);
    expect(normalEmail(`a@${'b'.repeat(10_000_000)}`)).toBeNull();
  });
});

describe('shared mailboxes', () => {
  it.each([
    'office@acme.example',
    'no-reply@acme.example',
    'do_not.reply@acme.example',
    'Support+eu@acme.example',
    'customer.service@acme.example',
    'a@a.com',
    'xxx@xxx.example',
    'noemail@acme.example',
  ])('counts %s', (address) => {
    expect(isSharedMailbox(normalEmail(address)!)).toBe(true);
  });

  it.each([
    'h.r@acme.example',
    'john.sales@acme.example',
    'informant@acme.example',
    'acme@acme.example',
    'a@b.example',
  ])('does not count %s', (address) => {
    expect(isSharedMailbox(normalEmail(address)!)).toBe(false);
  });
});

describe('weak form of an e-mail address', () => {
  it.each([
    ['a+b@c.example', 'a@c.example'],
    ['a-b@c.example', 'a-b@c.example'],
    ['a-b@yahoo.co.uk', 'a@yahoo.co.uk'],
    ['a@pm.me', 'a@protonmail.com'],
    ['a@mac.com', 'a@icloud.com'],
  ])('folds %s to %s', (normal, weak) => {
    expect(weakEmail(normal)).toBe(weak);
  });
});
