/** Which records of a person the link rules join (`truth.ts` tells the rules). */
import { belongsToARole } from '../population/normal-form';
import type { Entry, Person } from '../population/person';

/** The records of each customer, in the order of persons. Every record is in exactly one. */
export function customersOf(persons: readonly Person[]): Entry[][] {
  const contested = contestedMailboxes(persons);
  return persons.flatMap(({ entries }) => components(entries, (a, b) => mayLink(a, b, contested)));
}

/**
 * Mailboxes that people with contradicting names hold at the floor. The generator gives people of one mailbox names that
 * nobody could confuse, and one person names that do not contradict: so "contradicting names" is "several named persons".
 *
 * @throws Error when the generator broke that promise and a nameless record could be taken for another person's.
 */
function contestedMailboxes(persons: readonly Person[]): ReadonlySet<string> {
  const named = new Map<string, Set<string>>();
  const holders = new Map<string, Set<string>>();
  for (const person of persons) {
    for (const entry of person.entries) {
      for (const mailbox of linkingMailboxes(entry)) {
        add(holders, mailbox, person.key);
        if (entry.given !== null) add(named, mailbox, person.key);
      }
    }
  }
  for (const [mailbox, people] of holders) {
    if (people.size > 1 && (named.get(mailbox)?.size ?? 0) < people.size) {
      throw new Error('A mailbox is shared by several persons, and one of them has no named record on it.');
    }
  }
  return new Set([...named].filter(([, people]) => people.size > 1).map(([mailbox]) => mailbox));
}

function add(index: Map<string, Set<string>>, key: string, value: string): void {
  const values = index.get(key);
  if (values === undefined) index.set(key, new Set([value]));
  else values.add(value);
}

/** Mailboxes by which a record may be linked at all. */
function linkingMailboxes(entry: Entry): string[] {
  return entry.emails.flatMap(({ normal, proof }) =>
    normal !== null && proof !== 'ASSERTED' && !belongsToARole(normal) ? [normal] : [],
  );
}

/** For two records of one person: their names do not contradict. */
function mayLink(a: Entry, b: Entry, contested: ReadonlySet<string>): boolean {
  if (issued(a, b) || issued(b, a)) return true;
  const theirs = new Set(linkingMailboxes(b));
  const bothNamed = a.given !== null && b.given !== null;
  return linkingMailboxes(a).some((mailbox) => theirs.has(mailbox) && (bothNamed || !contested.has(mailbox)));
}

function issued(by: Entry, carried: Entry): boolean {
  return (
    carried.issuedBy !== null && carried.issuedBy.source === by.record.source && carried.issuedBy.id === by.record.id
  );
}

/** What a chain of links joins. A handful of records at most, so every pair is asked. */
function components(entries: readonly Entry[], linked: (a: Entry, b: Entry) => boolean): Entry[][] {
  const left = new Set(entries);
  const found: Entry[][] = [];
  for (const start of entries) {
    if (!left.delete(start)) continue;
    const component = [start];
    // Grows while it is walked.
    for (const member of component) {
      for (const other of left) {
        if (linked(member, other)) {
          left.delete(other);
          component.push(other);
        }
      }
    }
    found.push(component);
  }
  return found;
}
