/**
 * How long an operation waits for identity. Sources are given up when the operation's signal fires; the links that make
 * sense of what they told may take a moment longer, but not for ever: a store that hangs is a store that is unavailable.
 */
import { OnefoldError } from '../errors';
import type { Identity } from '../identity/identity';

/** Waits for work of identity, as long as the operation can. */
export type Patience = <T>(work: Promise<T>) => Promise<T>;

/** @param graceMs what a healthy store needs to note links, inside the time kept back for answering. */
export function patienceOf(signal: AbortSignal, graceMs: number): Patience {
  let endsAt: number | undefined;
  // One grace for the whole operation, however many steps it still takes.
  const graceLeft = (): number => {
    endsAt ??= performance.now() + graceMs;
    return Math.max(0, endsAt - performance.now());
  };
  signal.addEventListener('abort', graceLeft, { once: true });
  return (work) => untilAfter(signal, work, graceLeft);
}

export function patientWith(identity: Identity, wait: Patience): Identity {
  return {
    resolve: (ids) => wait(identity.resolve(ids)),
    ownersOf: (refs) => wait(identity.ownersOf(refs)),
    holdersOf: (identifiers) => wait(identity.holdersOf(identifiers)),
    admit: (records, actor) => wait(identity.admit(records, actor)),
    heal: (merges, actor) => wait(identity.heal(merges, actor)),
    markGone: (records, actor) => wait(identity.markGone(records, actor)),
    searched: (found, sources) => wait(identity.searched(found, sources)),
    ping: () => identity.ping(),
  };
}

function untilAfter<T>(signal: AbortSignal, work: Promise<T>, graceLeft: () => number): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const giveUp = (): void => {
      timer = setTimeout(
        () => reject(new OnefoldError('IDENTITY_UNAVAILABLE', 'the identity store did not answer in time')),
        graceLeft(),
      );
    };
    const settle = (): void => {
      signal.removeEventListener('abort', giveUp);
      clearTimeout(timer);
    };
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(settle);
  });
}
