/**
 * The normal form of an e-mail address: equal normal forms mean one mailbox, as far as the providers' published rules
 * tell. It is what identity hashes, so a change here changes every stored key.
 *
 * Grammar: RFC 5321 lengths, RFC 5322 dot-atom (quoted local parts only where the quotes are not needed), RFC 6531
 * letters in the local part, IDNA (UTS 46) for the domain. All of it in time linear in the input.
 */
import { domainToASCII } from 'node:url';

/** A display name and an address together; longer input is no address. */
const MAX_RAW = 1000;
const MAX_LOCAL = 64;
const MAX_ADDRESS = 254;
const MAX_LABEL = 63;

/**
 * What is before and after the `@`, as the provider delivers it. A provider is listed only where it documents that
 * such spellings reach one mailbox; elsewhere dots and tags may tell people apart and are kept.
 */
interface ProviderRule {
  readonly dropDots: boolean;
  readonly domain?: string;
}

const PLUS_TAG: ProviderRule = { dropDots: false };
const GMAIL: ProviderRule = { dropDots: true, domain: 'gmail.com' };

const MICROSOFT_SUFFIXES: Readonly<Record<string, string>> = {
  outlook:
    'com at be cl co.id co.il co.th com.ar com.au com.br com.gr com.tr com.vn cz de dk es fr hu ie in it jp kr lv my ph pt sa sg sk',
  hotmail:
    'com at be ca ch cl co.id co.il co.jp co.kr co.nz co.th co.uk co.za com.ar com.au com.br com.tr com.vn cz de dk es fi fr gr hu it my nl no ph rs se sg sk',
  live: 'com at be ca cl cn co.kr co.uk co.za com.ar com.au com.mx com.my com.ph com.pt com.sg de dk fi fr hk ie in it jp nl no ru se',
  msn: 'com',
  windowslive: 'com',
};

const PROVIDERS: ReadonlyMap<string, ProviderRule> = new Map<string, ProviderRule>([
  ['gmail.com', GMAIL],
  ['googlemail.com', GMAIL],
  ...Object.entries(MICROSOFT_SUFFIXES).flatMap(([brand, suffixes]) =>
    suffixes.split(' ').map((suffix): [string, ProviderRule] => [`${brand}.${suffix}`, PLUS_TAG]),
  ),
  ...['fastmail.com', 'fastmail.fm', 'icloud.com', 'me.com', 'mac.com', 'protonmail.com', 'proton.me', 'pm.me'].map(
    (domain): [string, ProviderRule] => [domain, PLUS_TAG],
  ),
]);

const ASCII = /^[\0-\x7f]*$/;
/** Copied text carries them unseen. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;
const ATOM = /^[\p{L}\p{N}\p{M}!#$%&'*+\-/=?^_`{|}~]+$/u;
const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const TOP_LABEL = /^(?:[a-z]{2,}|xn--[a-z0-9-]*[a-z0-9])$/;
/** `domainToASCII` reads a URL's host: these would cut the domain short or be decoded, so they are refused before. */
const URL_SYNTAX = /[\s/\\?#%:@[\]]/;

/**
 * The normal form of an address as people and vendors write it, or null where there is no address in it.
 *
 * `John Doe <John.Doe+shop@GoogleMail.com>` becomes `johndoe@gmail.com`; `mailto:`, outer white space, the domain's
 * trailing dot and invisible characters go; the domain becomes ASCII. Idempotent.
 */
export function normalEmail(raw: string): string | null {
  if (raw.length > MAX_RAW) return null;
  const spelled = bareAddress(foldText(raw).trim());
  if (spelled === null) return null;
  const at = spelled.lastIndexOf('@');
  if (at <= 0) return null;
  const local = normalLocal(spelled.slice(0, at));
  const domain = normalDomain(spelled.slice(at + 1));
  if (local === null || domain === null) return null;

  const provider = PROVIDERS.get(domain);
  const mailbox = provider === undefined ? local : providerMailbox(local, provider);
  // `+tag@` and `a.+tag@`: what the provider would deliver to is no address.
  if (mailbox === '' || mailbox.endsWith('.')) return null;
  const address = `${mailbox}@${provider?.domain ?? domain}`;
  return byteLength(address) > MAX_ADDRESS ? null : address;
}

/** Names a provider gives to one mailbox on several of its domains. */
const WEAK_DOMAINS: ReadonlyMap<string, string> = new Map([
  ['me.com', 'icloud.com'],
  ['mac.com', 'icloud.com'],
  ['proton.me', 'protonmail.com'],
  ['pm.me', 'protonmail.com'],
]);
const YAHOO = /^(?:yahoo\.[a-z.]+|ymail\.com|rocketmail\.com)$/;

/**
 * A looser form of a normal address, for weighing evidence only: it also drops plus tags at unknown domains and Yahoo's
 * keyword after a hyphen, and folds domains on which a provider usually gives one person one name. Two people can share
 * it, so nothing may be linked by it alone.
 */
export function weakEmail(normal: string): string {
  const at = normal.lastIndexOf('@');
  const domain = normal.slice(at + 1);
  let local = normal.slice(0, at);
  local = before(local, '+');
  if (YAHOO.test(domain)) local = before(local, '-');
  return `${local}@${WEAK_DOMAINS.get(domain) ?? domain}`;
}

/** Mailboxes that a team reads, a machine writes from, or people type to get past a form. */
const SHARED_LOCAL_PARTS: ReadonlySet<string> = new Set(
  (
    'abuse accounting accounts admin administrator all anfrage bestellung billing booking bookings bonjour buero ' +
    'careers compliance contact contacto contactus customercare customerservice customersupport dispatch donotreply ' +
    'dpo email enquiries enquiry everyone events facturation feedback finance frontdesk hallo hello helpdesk help hi ' +
    'hostmaster hr info information inquiries inquiry invoice invoices it jobs kontakt kundenservice legal ' +
    'mail mailbox mailerdaemon mailinglist marketing media newsletter noc noreply notification notifications office ' +
    'operations order orders partners payments payroll postmaster press privacy procurement purchasing ' +
    'rechnung reception recruiting reservations root sales secretary security service services shop staff store ' +
    'subscribe subscriptions support team unsubscribe vendas ventas vertrieb vente welcome webmaster website ' +
    'anonymous asdf asdfasdf customer dummy example fake guest invalid na nobody noemail nomail none notprovided ' +
    'null placeholder qwerty sample test testing tester testuser undefined unknown user username xxx'
  ).split(' '),
);

/** Typed to get past a form: the same word on both sides of the `@`, or one letter over and over. */
const SINGLE_LETTER_RUN = /^(.)\1*$/u;

/**
 * Whether an address (normal form) belongs to a role, a machine or a form-filler, not to one person. Such an address is
 * valid and may be shown, but it identifies nobody.
 */
export function isSharedMailbox(normal: string): boolean {
  const at = normal.lastIndexOf('@');
  const local = before(normal.slice(0, at), '+');
  if (SHARED_LOCAL_PARTS.has(local)) return true;
  // `no-reply`, `customer.service`; short words are left alone, for `h.r@` may well be initials.
  const words = local.replace(/[-_.]/g, '');
  if (words.length > 4 && words !== local && SHARED_LOCAL_PARTS.has(words)) return true;
  const firstLabel = before(normal.slice(at + 1), '.');
  return local === firstLabel && SINGLE_LETTER_RUN.test(local);
}

/** One case and one spelling for each letter. ASCII, nearly all addresses, needs no Unicode tables. */
function foldText(raw: string): string {
  if (ASCII.test(raw)) return raw.toLowerCase();
  return raw.normalize('NFKC').replace(INVISIBLE, '').toLowerCase().normalize('NFKC');
}

/** Takes off a display name with angle brackets, and `mailto:` with its percent-encoding and header fields. */
function bareAddress(text: string): string | null {
  let address = text;
  if (address.endsWith('>')) {
    const open = address.lastIndexOf('<');
    // A second bracket means a second address, and nobody said which of them is meant.
    if (open < 0 || address.lastIndexOf('>', open) >= 0) return null;
    address = address.slice(open + 1, -1).trim();
  }
  if (!address.startsWith('mailto:')) return address;
  try {
    return foldText(decodeURIComponent(before(address.slice('mailto:'.length), '?'))).trim();
  } catch (cause) {
    if (cause instanceof URIError) return null;
    throw cause;
  }
}

function normalLocal(spelled: string): string | null {
  const quoted = spelled.length > 2 && spelled.startsWith('"') && spelled.endsWith('"');
  const local = quoted ? spelled.slice(1, -1) : spelled;
  if (byteLength(local) > MAX_LOCAL) return null;
  for (const atom of local.split('.')) if (!ATOM.test(atom)) return null;
  return local;
}

function normalDomain(spelled: string): string | null {
  if (spelled.length > MAX_ADDRESS || URL_SYNTAX.test(spelled)) return null;
  const plain = ASCII.test(spelled) && !spelled.includes('xn--');
  const ascii = plain ? spelled : domainToASCII(spelled);
  const domain = ascii.endsWith('.') ? ascii.slice(0, -1) : ascii;
  const labels = domain.split('.');
  if (labels.length < 2) return null;
  for (const label of labels) if (label.length > MAX_LABEL || !LABEL.test(label)) return null;
  return TOP_LABEL.test(labels[labels.length - 1]!) ? domain : null;
}

function providerMailbox(local: string, provider: ProviderRule): string {
  const untagged = before(local, '+');
  return provider.dropDots ? untagged.replaceAll('.', '') : untagged;
}

function before(text: string, mark: string): string {
  const at = text.indexOf(mark);
  return at < 0 ? text : text.slice(0, at);
}

function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
