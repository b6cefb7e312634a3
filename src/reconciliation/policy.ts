/**
 * How each field is settled: the defaults, and what a config makes of them. Defaults rank kinds of sources, since the
 * names of sources are the operator's own.
 */
import { CUSTOMER_FIELD_NAMES, CUSTOMER_FIELDS, type CustomerField, type FieldGroup } from '../customer/fields';
import type { SourceKind, SourceName } from '../customer/source-record';
import type { Policy, SurvivorshipRule } from './claim';

type GroupOf<F extends CustomerField> = (typeof CUSTOMER_FIELDS)[F] extends { group: infer G } ? G : never;
type UngroupedField = { [F in CustomerField]: [GroupOf<F>] extends [never] ? F : never }[CustomerField];

/** A policy is set for a field, or for a group as a whole. */
export type PolicyKey = UngroupedField | FieldGroup;

/** One entry per field; the fields of a group share one policy. */
export type Policies = Readonly<Record<CustomerField, Policy>>;

/** What the config says: `sources` may name some of them, the others follow in the default order. */
export type PolicyConfig = {
  readonly [K in PolicyKey]?: {
    readonly rules: readonly SurvivorshipRule[];
    readonly sources?: readonly SourceName[];
  };
};

interface DefaultPolicy {
  readonly rules: readonly SurvivorshipRule[];
  /** Best first; kinds that are not named follow in the order of `CRM_FIRST`. */
  readonly kinds: readonly SourceKind[];
}

const CRM_FIRST = ['CRM', 'COMMERCE', 'SUPPORT', 'MARKETING'] as const;
/** Shops deliver to what they hold, so they learn soonest when an address is wrong. */
const COMMERCE_FIRST = ['COMMERCE', 'CRM', 'SUPPORT'] as const;
/** Sales asks people where they work, support sees it in signatures, shops take what the parcel needs. */
const CRM_THEN_SUPPORT = ['CRM', 'SUPPORT', 'COMMERCE'] as const;

const UNION: DefaultPolicy = { rules: ['union'], kinds: CRM_FIRST };

export const DEFAULT_POLICIES: Readonly<Record<PolicyKey, DefaultPolicy>> = {
  name: { rules: ['mostComplete', 'mostTrusted', 'mostRecent'], kinds: CRM_FIRST },
  email: { rules: ['verifiedFirst', 'mostTrusted', 'mostRecent'], kinds: COMMERCE_FIRST },
  phone: { rules: ['verifiedFirst', 'mostTrusted', 'mostRecent'], kinds: CRM_FIRST },
  emails: UNION,
  phones: UNION,
  addresses: UNION,
  defaultAddress: { rules: ['mostRecent', 'mostTrusted'], kinds: COMMERCE_FIRST },
  employment: { rules: ['mostTrusted', 'mostRecent'], kinds: CRM_THEN_SUPPORT },
  locale: { rules: ['mostRecent', 'mostTrusted'], kinds: COMMERCE_FIRST },
  timeZone: { rules: ['mostRecent', 'mostTrusted'], kinds: COMMERCE_FIRST },
  birthDate: { rules: ['mostTrusted', 'mostRecent'], kinds: CRM_FIRST },
  tags: UNION,
  consents: { rules: ['strictest'], kinds: CRM_FIRST },
  createdAt: { rules: ['oldest'], kinds: CRM_FIRST },
  updatedAt: { rules: ['mostRecent'], kinds: CRM_FIRST },
  lifecycleStage: { rules: ['mostTrusted', 'mostRecent'], kinds: CRM_FIRST },
  owner: { rules: ['mostTrusted', 'mostRecent'], kinds: CRM_FIRST },
};

export const POLICY_KEYS = Object.keys(DEFAULT_POLICIES) as readonly PolicyKey[];

/** The group with which a field survives; undefined for one that is settled alone. */
export function groupOf(field: CustomerField): FieldGroup | undefined {
  const entry = CUSTOMER_FIELDS[field];
  return 'group' in entry ? entry.group : undefined;
}

/** The key under which a field's policy is set. */
function policyKeyOf(field: CustomerField): PolicyKey {
  return groupOf(field) ?? (field as UngroupedField);
}

/** The rules that make sense for a key; a config with others is to be refused. */
export function rulesFor(key: PolicyKey): readonly SurvivorshipRule[] {
  switch (key) {
    case 'name':
    case 'employment':
      return ['mostComplete', 'mostTrusted', 'mostRecent', 'mostFrequent', 'longest', 'oldest'];
    case 'email':
    case 'phone':
      return ['verifiedFirst', 'mostTrusted', 'mostRecent', 'mostFrequent', 'longest', 'oldest'];
    case 'consents':
      return ['strictest'];
    default:
      if (CUSTOMER_FIELDS[key].list) return ['union'];
      return ['mostTrusted', 'mostRecent', 'mostFrequent', 'longest', 'oldest'];
  }
}

/** Every complaint about the rules of a config, each naming the key, what was expected and what came. */
export function policyComplaints(config: PolicyConfig): string[] {
  return POLICY_KEYS.flatMap((key) => {
    const usable = rulesFor(key);
    const wrong = (config[key]?.rules ?? []).filter((rule) => !usable.includes(rule));
    return wrong.map((rule) => `policies.${key}.rules: expected any of ${usable.join(', ')}, received ${rule}`);
  });
}

/**
 * The policies of a gateway.
 *
 * @throws Error with every complaint, where a rule cannot settle the field it is set for.
 */
export function policiesFrom(
  config: PolicyConfig,
  sources: readonly { readonly name: SourceName; readonly kind: SourceKind }[],
): Policies {
  const complaints = policyComplaints(config);
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
  const entries = CUSTOMER_FIELD_NAMES.map((field): [CustomerField, Policy] => {
    const key = policyKeyOf(field);
    const byDefault = DEFAULT_POLICIES[key];
    const named = config[key]?.sources ?? [];
    const others = ranked(sources, byDefault.kinds).filter((name) => !named.includes(name));
    return [field, { rules: config[key]?.rules ?? byDefault.rules, sources: [...named, ...others] }];
  });
  return Object.fromEntries(entries) as Record<CustomerField, Policy>;
}

/** Names of sources by kind, then by name. */
function ranked(
  sources: readonly { readonly name: SourceName; readonly kind: SourceKind }[],
  kinds: readonly SourceKind[],
): SourceName[] {
  const order = [...kinds, ...CRM_FIRST.filter((kind) => !kinds.includes(kind))];
  return [...sources]
    .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map(({ name }) => name);
}
