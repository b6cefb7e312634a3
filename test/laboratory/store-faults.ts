/**
 * Faults of the identity store while the sources are well. Two are asked for: one whom the gateway has just read, and a
 * stranger, whom it must find and link. The known one is answered in full, or not at all for want of identity; the
 * stranger is found, and found to be the same one ever after, or nothing is said of them: nobody is told apart, and no
 * id is given, without the store.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { groundTruth } from '../../src/demo/truth';
import { type Asked, type Laboratory, values } from './laboratory';
import { WIRE_FAULTS, type WireFault } from './wire-proxy';

const MOST_PATIENCE_MS = 30_000;
const ROOT = resolve(__dirname, '../..');

/** Of files that processes of one machine share. */
const FILE_FAULTS = ['held by another process', 'killed while it links'] as const;
type StoreFault = WireFault | (typeof FILE_FAULTS)[number];

export interface ObservedStore {
  readonly fault: StoreFault;
  readonly known: string;
  readonly stranger: string;
  readonly violations: readonly string[];
  /** The longest answer under the fault; absent where the process died. */
  readonly ms?: number;
  readonly recoveryMs: number;
}

interface Lookup {
  readonly data: {
    readonly customerByIdentifier: {
      readonly status: string;
      readonly customer: { readonly id: string } | null;
    };
  } | null;
  readonly errors?: readonly { readonly extensions?: Readonly<Record<string, unknown>> }[];
}

/** Faults that the laboratory's store can have: over a wire all of them, in files those of files. */
export function storeFaults({ database }: Laboratory): readonly StoreFault[] {
  return database ? [...WIRE_FAULTS, 'killed while it links'] : FILE_FAULTS;
}

export class StoreTrials {
  private readonly strangers: string[];

  constructor(private readonly laboratory: Laboratory) {
    // Each of one customer alone, so that looking one up does not make another known.
    const seen = new Set<string>();
    this.strangers = groundTruth(laboratory.stage.demo.population).identifiers.flatMap(({ type, lookup, forms }) => {
      const key = JSON.stringify(lookup);
      if (type !== 'EMAIL' || lookup.status !== 'FOUND' || seen.has(key)) return [];
      seen.add(key);
      return [forms[0] as string];
    });
    // The laboratory's own person may be among the first.
    this.strangers.reverse();
  }

  async run(fault: StoreFault): Promise<ObservedStore> {
    if (fault === 'killed while it links') return this.killed(fault);
    const { ask, recovered, database } = this.laboratory;
    const email = this.stranger();
    const end = fault === 'held by another process' ? await this.hold() : () => database!.set(null);
    if (fault !== 'held by another process') await database!.set(fault);
    const known = await ask();
    const began = performance.now();
    const stranger = await this.lookUp(email);
    const ms = Math.max(known.ms, performance.now() - began);
    await end();
    const { recoveryMs } = await recovered();
    const violations = [...this.ofKnown(known), ...(await this.ofStranger(email, stranger))];
    return { fault, known: told(known.answer), stranger: told(stranger), violations, ms, recoveryMs };
  }

  /** Strangers are being linked when the process dies; another takes its place. */
  private async killed(fault: StoreFault): Promise<ObservedStore> {
    const { stage, recovered } = this.laboratory;
    const emails = Array.from({ length: 10 }, () => this.stranger());
    const cutOff = emails.map((email) => this.lookUp(email).catch(() => undefined));
    // The first who is answered is linked; the others are on the way.
    await Promise.race(cutOff);
    await stage.crash(0);
    const answered = (await Promise.all(cutOff)).map((answer) => answer?.data?.customerByIdentifier.customer?.id);
    const { recoveryMs } = await recovered();
    const violations: string[] = [];
    for (const [i, email] of emails.entries()) {
      const [first, second] = [await this.foundAgain(email), await this.foundAgain(email)];
      const ids = [answered[i], first, second].map((one) =>
        typeof one === 'object' ? one.data?.customerByIdentifier.customer?.id : one,
      );
      if (new Set(ids.filter((id) => id !== undefined)).size !== 1) violations.push('one person under several ids');
      if (told(first) !== 'FOUND') violations.push(`a person who exists is ${told(first)}`);
    }
    const before = answered.filter((id) => id !== undefined).length;
    const stranger = `${before} of ${emails.length} answered before`;
    return { fault, known: 'whole again', stranger, violations, recoveryMs };
  }

  /** Another process takes LMDB's one lock for writing, and keeps it. Answers how to end that. */
  private async hold(): Promise<() => Promise<void>> {
    const program = `const store = require('lmdb').open({ path: process.argv[1], noSubdir: false, maxDbs: 8 });
      store.transactionSync(() => {
        require('node:fs').writeSync(1, 'held');
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      });`;
    const folder = join(this.laboratory.stage.folder, 'identity');
    const child = spawn(process.execPath, ['-e', program, folder], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    return async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    };
  }

  private ofKnown({ answer }: Asked): string[] {
    const wrong: string[] = [];
    const card = answer.data?.customer;
    if (card?.sourceStatus.some(({ state }) => state !== 'STALE_SERVED' && state !== 'FRESH')) {
      wrong.push('a source is blamed for the store');
    }
    if (card && values(card) !== values(this.laboratory.healthy)) wrong.push('another answer than without the fault');
    if (!card && !codesOf(answer).includes('IDENTITY_UNAVAILABLE')) wrong.push('no customer, and no cause');
    return wrong;
  }

  private async ofStranger(email: string, under: Lookup): Promise<string[]> {
    const [first, second] = [await this.foundAgain(email), await this.foundAgain(email)];
    const wrong: string[] = [];
    const customer = first.data?.customerByIdentifier.customer;
    if (told(first) !== 'FOUND' || JSON.stringify(second) !== JSON.stringify(first)) {
      wrong.push(`a stranger is ${told(first)}, then ${told(second)}, when all is well`);
    }
    const then = under.data?.customerByIdentifier;
    if (!then && !codesOf(under).includes('IDENTITY_UNAVAILABLE')) wrong.push('no stranger, and no cause');
    // INCOMPLETE claims nothing: a source was too slow for this deadline.
    if (then && then.status !== 'FOUND' && then.status !== 'INCOMPLETE')
      wrong.push(`a stranger who exists is ${then.status}`);
    if (then?.customer && JSON.stringify(then.customer) !== JSON.stringify(customer)) {
      wrong.push('a stranger is somebody else afterwards');
    }
    return wrong;
  }

  private stranger(): string {
    const email = this.strangers.pop();
    if (!email) throw new Error('everybody in this laboratory is known');
    return email;
  }

  /** A look-up when all is well: a machine that does six other things may still miss a deadline. */
  private async foundAgain(email: string): Promise<Lookup> {
    const began = performance.now();
    for (;;) {
      const answer = await this.lookUp(email);
      if (told(answer) === 'FOUND' || performance.now() - began > MOST_PATIENCE_MS) return answer;
    }
  }

  private lookUp(email: string): Promise<Lookup> {
    return this.laboratory.stage.gateways[0]!.query(
      'query Stranger($e: String!) { customerByIdentifier(identifier: { email: $e }) { status customer { id } } }',
      { e: email },
    );
  }
}

const codesOf = ({ errors = [] }: { readonly errors?: Lookup['errors'] }): unknown[] =>
  errors.map(({ extensions }) => extensions?.code);

/** The status, or whether the customer is whole, or the codes of the errors in its place. */
function told(answer: Lookup | Asked['answer']): string {
  const { data } = answer;
  if (data && 'customerByIdentifier' in data) return data.customerByIdentifier.status;
  if (data?.customer) {
    const states = new Set(data.customer.sourceStatus.map(({ state }) => state));
    return [...states].sort().join(', ');
  }
  return [...new Set(codesOf(answer))].join(', ') || 'nothing';
}
