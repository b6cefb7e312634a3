/** Source records for identity tests: short to write, complete in form. */
import { normalEmail } from '../../src/customer/normal-forms/email';
import type { Attributes, Identifier, Proof, RecordRef, SourceRecord } from '../../src/customer/source-record';
import type { LinkRules } from '../../src/identity/rules/link-groups';

export const RULES: LinkRules = { floor: 'OBSERVED', blockedEmails: [], maxRecordsPerIdentifier: 10 };

export interface Sketch {
  /** `crm:1`: source and id. */
  readonly ref: string;
  /** `a@example.com`, or `a@example.com VERIFIED`. */
  readonly emails?: readonly string[];
  /** E.164. */
  readonly phones?: readonly string[];
  /** Given and family name, or only a given name; absent: the source knows none. */
  readonly name?: string;
  /** Refs by the ids that their sources issued. */
  readonly issued?: readonly string[];
}

export function record({ ref, emails = [], phones = [], name, issued = [] }: Sketch): SourceRecord {
  return {
    ref: refOf(ref),
    identifiers: [
      ...emails.map((text) => identifier('EMAIL', text)),
      ...phones.map((text) => identifier('PHONE', text)),
    ],
    issuedIds: issued.map(refOf),
    attributes: name === undefined ? {} : attributesOf(name),
  };
}

export function refOf(text: string): RecordRef {
  const at = text.indexOf(':');
  return { source: text.slice(0, at), id: text.slice(at + 1) };
}

export const textOf = ({ source, id }: RecordRef): string => `${source}:${id}`;

function identifier(type: Identifier['type'], text: string): Identifier {
  const [value = '', proof = 'OBSERVED'] = text.split(' ');
  const normal = type === 'EMAIL' ? normalEmail(value) : value;
  if (normal === null) throw new Error(`${value} has no normal form`);
  return { type, value, normal, proof: proof as Proof, primary: false };
}

function attributesOf(name: string): Attributes {
  const [firstName, ...rest] = name.split(' ');
  const lastName = rest.length > 0 ? rest.join(' ') : undefined;
  return { firstName, ...(lastName && { lastName }), displayName: name };
}
