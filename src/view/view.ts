/** Implements `CustomerView` (snapshot.ts): plans each read from what is wanted, and answers with finished snapshots. */
import { setMaxListeners } from 'node:events';
import type { CustomerId } from '../customer/customer-id';
import type { SourceName } from '../customer/source-record';
import type { Company } from '../sources/company';
import type { Source } from '../sources/source';
import { assemble } from './assemble';
import { customerAt, type DecisionOptions, type DecisionView, decide, preview } from './decisions';
import { discover } from './discovery';
import { historyPage } from './history-page';
import { prefetch } from './lists';
import { lookUp, numbered } from './lookup';
import { patienceOf, patientWith } from './patience';
import { Reading } from './reading';
import type { CustomerView, ItemSnapshot, ReadContext, SourceInfo } from './snapshot';
import { disabledRows, mergeStatuses, statusOf } from './status';

export function createView(
  sources: ReadonlyMap<SourceName, Source>,
  company: Company,
  options: DecisionOptions,
): CustomerView & DecisionView {
  // Root fields of one operation share its context object, and thereby their reads.
  const readings = new WeakMap<ReadContext, Reading>();
  const readingOf = (context: ReadContext): Reading => {
    let reading = readings.get(context);
    if (!reading) {
      // Every read of the operation listens for its end.
      setMaxListeners(0, context.signal);
      const wait = patienceOf(context.signal, context.graceMs);
      const identity = patientWith(options.identity, wait);
      reading = new Reading(sources, { ...context, guest: company.setsOut() }, identity, wait);
      readings.set(context, reading);
    }
    return reading;
  };
  /** Whoever turns out to have nothing to ask of the sources must not be waited for either. */
  const read = async <T>(context: ReadContext, work: (reading: Reading) => Promise<T>): Promise<T> => {
    const reading = readingOf(context);
    try {
      return await work(reading);
    } finally {
      reading.context.guest.arrived();
    }
  };

  const item = async <P extends 'ORDERS' | 'TICKETS'>(part: P, name: SourceName, number: string, read: ReadContext) => {
    const source = numbered(part, name, sources, 'source');
    const answer = await source.byNumber(part, number, read);
    return {
      item: answer.slot.state === 'found' ? answer.slot.value : null,
      sourceStatus: [statusOf(name, part, undefined, answer, options.now())],
    };
  };

  return {
    customers: (ids, want, context) =>
      read(context, async (reading) => {
        const memberships = await reading.identity.resolve(ids);
        return Promise.all(
          memberships.map((membership, i) =>
            membership ? assemble(membership, ids[i] as CustomerId, want, reading, options) : null,
          ),
        );
      }),

    lookup: (identifiers, want, context) =>
      read(context, (reading) =>
        Promise.all(identifiers.map((identifier) => lookUp(identifier, want, reading, options))),
      ),

    search: (query, first, want, context) =>
      read(context, async (reading) => {
        const searchable = [...sources.values()].filter((source) => source.connector.search);
        const answers = await Promise.all(searchable.map((source) => source.search(query, first, reading.context)));
        const statuses = answers.map((answer, i) =>
          statusOf(searchable[i]!.name, 'SEARCH', undefined, answer, options.now()),
        );
        const records = answers.flatMap((answer, i) => {
          if (answer.slot.state !== 'found') return [];
          reading.adopt(searchable[i]!, answer.slot.value, answer);
          return answer.slot.value;
        });
        const { discovery: rules, now } = options;
        const found = await discover(
          { records },
          {
            reading,
            rules,
            now,
            actor: { id: context.callerId, mayLink: context.mayLink },
            onRecord: (record) => prefetch(record.ref, want, reading, options.sealer),
          },
        );
        // Sources rank their own hits; taking turns keeps each source's best on the page.
        const owners = interleave(answers.map((answer) => (answer.slot.state === 'found' ? answer.slot.value : [])));
        const ownerOf = new Map(
          found.seeds.map((record, i) => [`${record.ref.source}|${record.ref.id}`, found.owners[i]]),
        );
        const memberships = new Map(
          owners.flatMap((record) => {
            const owner = ownerOf.get(`${record.ref.source}|${record.ref.id}`);
            return owner ? [[owner.id, owner] as const] : [];
          }),
        );
        const page = [...memberships.values()].slice(0, first);
        return {
          customers: await Promise.all(page.map((owner) => assemble(owner, owner.id, want, reading, options))),
          sourceStatus: mergeStatuses([...statuses, ...found.statuses, ...disabledRows(options.disabled, ['SEARCH'])]),
        };
      }),

    order: (source, number, read) => item('ORDERS', source, number, read) as Promise<ItemSnapshot<never>>,
    ticket: (source, number, read) => item('TICKETS', source, number, read) as Promise<ItemSnapshot<never>>,

    decide: (decision, order, want, context) =>
      read(context, (reading) => decide(decision, order, want, reading, options)),
    preview: (decision, want, context) =>
      read(unlinking(context), (reading) => preview(decision, want, reading, options)),
    history: (id, first, after, context) =>
      read(context, (reading) => reading.wait(historyPage(options.history, id, first, after))),
    customerAt: (id, at, want, context) =>
      read(unlinking(context), (reading) => customerAt(id, at, want, reading, options)),

    sources: () => [...sources.values()].map(infoOf),
    disabled: () => [...options.disabled.keys()],
  };
}

/** For reads of what is not, or is not any more: nothing follows from them. */
function unlinking(context: ReadContext): ReadContext {
  return { ...context, mayLink: false };
}

function infoOf(source: Source): SourceInfo {
  const { vendor, kind, parts } = source.connector.description;
  const quota = source.connector.quota();
  return {
    name: source.name,
    vendor,
    kind,
    parts,
    quota: quota && { unit: quota.unit, limit: quota.limit, remaining: quota.remaining },
  };
}

/** First of each, second of each, and so on. */
function interleave<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  const turns = Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list.slice(i, i + 1)));
  return turns.flat();
}
