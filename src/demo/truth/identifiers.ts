/** Every address and number, who holds it, and what a look-up by it must answer (`truth.ts` tells the rules). */
import type { DemoProof, Entry, RecordName } from '../population/person';

export type LookupStatus = 'FOUND' | 'AMBIGUOUS' | 'NOT_FOUND';

export interface TrueIdentifier {
  readonly type: 'EMAIL' | 'PHONE';
  readonly normal: string;
  /** Every spelling in which a record has it, and the normal form. National telephone numbers mean nothing by themselves. */
  readonly forms: readonly string[];
  readonly holders: readonly {
    readonly record: RecordName;
    readonly person: string;
    readonly raw: string;
    readonly proof: DemoProof;
    readonly primary: boolean;
  }[];
  /** Held by records of several persons, at any proof. */
  readonly shared: boolean;
  readonly lookup: {
    readonly status: LookupStatus;
    /** The customer, or the candidates: keys, sorted. */
    readonly customers: readonly string[];
  };
}

interface KeyedCustomer {
  readonly key: string;
  readonly person: string;
  readonly entries: readonly Entry[];
}

type Holder = TrueIdentifier['holders'][number] & { readonly customer: string };

export function identifiersOf(customers: readonly KeyedCustomer[]): TrueIdentifier[] {
  const holders = new Map<string, Holder[]>();
  for (const { key, person, entries } of customers) {
    for (const { record, emails, phones } of entries) {
      for (const [type, identifiers] of [
        ['EMAIL', emails],
        ['PHONE', phones],
      ] as const) {
        for (const { raw, normal, proof, primary } of identifiers) {
          if (normal === null) continue;
          const name = `${type} ${normal}`;
          const list = holders.get(name) ?? [];
          list.push({ record, person, raw, proof, primary, customer: key });
          holders.set(name, list);
        }
      }
    }
  }
  return [...holders].map(([name, list]) => {
    const [type, normal] = name.split(' ') as ['EMAIL' | 'PHONE', string];
    return {
      type,
      normal,
      forms: [...new Set([normal, ...list.map(({ raw }) => raw)])],
      holders: list.map(({ customer: _customer, ...holder }) => holder),
      shared: new Set(list.map(({ person }) => person)).size > 1,
      lookup: lookupOf(list),
    };
  });
}

function lookupOf(holders: readonly Holder[]): TrueIdentifier['lookup'] {
  const proven = holders.filter(({ proof }) => proof !== 'ASSERTED');
  const counted = proven.length > 0 ? proven : holders;
  const customers = [...new Set(counted.map(({ customer }) => customer))].sort();
  return { status: customers.length === 1 ? 'FOUND' : 'AMBIGUOUS', customers };
}

/** Well formed, and never given out by the generator: its domains and numbers have other beginnings. */
export function nobodysIdentifiers(): { type: 'EMAIL' | 'PHONE'; value: string; status: LookupStatus }[] {
  return [
    { type: 'EMAIL', value: 'nobody.at.all@unheard-of.example', status: 'NOT_FOUND' },
    { type: 'EMAIL', value: 'Never.Seen+before@gmail.com', status: 'NOT_FOUND' },
    { type: 'PHONE', value: '+441632960111', status: 'NOT_FOUND' },
    { type: 'PHONE', value: '+1 (907) 555-0142', status: 'NOT_FOUND' },
  ];
}
