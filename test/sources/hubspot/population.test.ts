/** Every contact of the demo says through the connector what the generator told HubSpot, spellings and gaps included. */
import type { SourceRecord } from '../../../src/customer/source-record';
import type { Entry } from '../../../src/demo/population/person';
import { generatePopulation } from '../../../src/demo/population/population';
import { type SimulatedHubSpot, startHubSpot } from './simulated-hubspot';

let hubspot: SimulatedHubSpot;
afterEach(() => hubspot.close());

test('each contact is mapped to what was told', async () => {
  const { persons, world } = generatePopulation(7);
  hubspot = await startHubSpot(world);
  const entries = persons.flatMap((person) => person.entries).filter(({ record }) => record.source === 'crm');
  const said = new Map<string, SourceRecord>();
  let after: string | undefined;
  do {
    const page = await hubspot.connector.listSince!(undefined, after, { signal: new AbortController().signal });
    for (const record of page.records) said.set(record.ref.id, record);
    after = page.next;
  } while (after !== undefined);

  expect(entries.length).toBeGreaterThan(300);
  for (const entry of entries) expect(heard(said.get(entry.record.id)!)).toEqual(told(entry));
});

function told(entry: Entry): unknown {
  const { address } = entry;
  return {
    emails: entry.emails.flatMap(({ normal, primary }) => (normal === null ? [] : [{ normal, primary }])),
    phones: entry.phones.flatMap(({ normal }) => normal ?? []),
    names: [entry.given, entry.family].map(trimmed),
    work: [entry.company, entry.jobTitle].map(trimmed),
    locale: entry.locale?.toLowerCase(),
    timeZone: entry.timeZone ?? undefined,
    birthDate: entry.birthDate ?? undefined,
    lifecycleStage: entry.lifecycleStage ?? undefined,
    owner: entry.ownerId ?? undefined,
    // HubSpot knows who unsubscribed; that somebody did not is all that is left of any other answer.
    consents: entry.emailConsent === null ? [] : [entry.emailConsent === 'REVOKED' ? 'REVOKED' : 'NOT_SET'],
    place: address ? [address.city, address.postalCode, address.region, address.country].map(trimmed) : undefined,
    issued: entry.issuedBy ? [entry.issuedBy] : [],
    times: [entry.createdAt, entry.updatedAt].map((at) => Date.parse(at)),
  };
}

function heard({ attributes, identifiers, issuedIds, createdAt, updatedAt }: SourceRecord): unknown {
  const address = attributes.defaultAddress;
  return {
    emails: identifiers.flatMap(({ type, normal, primary }) => (type === 'EMAIL' ? [{ normal, primary }] : [])),
    phones: identifiers.flatMap(({ type, normal }) => (type === 'PHONE' ? [normal] : [])),
    names: [attributes.firstName, attributes.lastName],
    work: [attributes.company, attributes.jobTitle],
    locale: attributes.locale?.toLowerCase(),
    timeZone: attributes.timeZone,
    birthDate: attributes.birthDate,
    lifecycleStage: attributes.lifecycleStage,
    owner: attributes.owner?.id,
    consents: (attributes.consents ?? []).map(({ state }) => state),
    place: address ? [address.city, address.postalCode, address.region, address.country] : undefined,
    issued: issuedIds,
    times: [createdAt, updatedAt].map((at) => Date.parse(at ?? '')),
  };
}

function trimmed(text: string | null): string | undefined {
  return text?.trim() || undefined;
}
