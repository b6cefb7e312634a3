/**
 * Several processes on one real store, some of them killed in the middle of what they do: their answers are those of one
 * caller at a time, and what is stored replays. SEEDS=300 asks for more than the usual number of histories.
 */
import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { IdentityStore } from '../../../src/identity/store/contract';
import { randomOf } from '../interleaving';
import { identityOn } from '../invariants';
import { openPlace, PLACES, type Place } from '../places';
import { textOf } from '../records';
import { type Completed, explain, linearize } from './checker';
import type { Operation, World } from './model';
import { carryOut, contradictions, type Doors, Knowledge, recordsOf, type Sighting, settle } from './scripts';
import type { Request, Response } from './steward-process';

const SEEDS = Number(process.env.SEEDS ?? 8);
const PROCESSES = 4;
const OPERATIONS = 6;
/** So many histories share a database: some servers look through all documents for one. */
const HISTORIES_PER_PLACE = 20;
/** Every so many histories a process is killed. */
const KILL_EVERY = 2;
const LONGEST_BEFORE_KILL_MS = 12;

/** One forked process, asked one thing at a time. */
class Steward {
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;
  private answered: (response: Response | 'DEAD') => void = () => undefined;
  isDead = false;

  constructor() {
    this.child = fork(path.join(__dirname, 'steward-process.ts'), [], {
      execArgv: ['--require', '@swc-node/register'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.child.on('message', (response) => this.answered(response as Response));
    this.ended = new Promise((resolve) => {
      this.child.once('exit', () => {
        this.isDead = true;
        this.answered('DEAD');
        resolve();
      });
    });
  }

  ask(request: Request): Promise<Response | 'DEAD'> {
    return new Promise((resolve) => {
      this.answered = resolve;
      if (this.isDead) resolve('DEAD');
      // A process that dies just now is told by its end.
      else this.child.send(request, () => undefined);
    });
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  async end(): Promise<void> {
    this.kill();
    await this.ended;
  }
}

interface Unanswered {
  readonly operation: Operation;
  readonly by: string;
  readonly idempotencyKey: string;
  readonly begun: number;
}

/** What several processes did to the customers of one seed. */
class Run {
  readonly history: Completed[] = [];
  readonly sightings: Sighting[] = [];
  private readonly unanswered: Unanswered[] = [];
  private readonly dice: () => number;
  private clock = 0;
  private number = 0;

  constructor(
    readonly seed: number,
    private readonly knowledge: Knowledge,
  ) {
    this.dice = randomOf(seed ^ 0x9e3779b9);
  }

  async crowd(stewards: readonly Steward[]): Promise<number> {
    const victim = this.seed % KILL_EVERY === 0 ? stewards[Math.floor(this.dice() * stewards.length)] : undefined;
    const fatal = Math.floor(this.dice() * OPERATIONS);
    await Promise.all(
      stewards.map(async (steward, i) => {
        for (let nth = 0; nth < OPERATIONS && !steward.isDead; nth++) {
          const operation = this.knowledge.next(this.dice);
          const [by, idempotencyKey] = [`steward-${i}`, `${this.seed}-${nth}`];
          const begun = ++this.clock;
          const asked = steward.ask({ number: ++this.number, operation, order: { by, idempotencyKey } });
          if (steward === victim && nth === fatal)
            setTimeout(() => steward.kill(), this.dice() * LONGEST_BEFORE_KILL_MS);
          const response = await asked;
          if (response !== 'DEAD' && 'number' in response && response.answer) this.note(operation, response, begun);
          else this.unanswered.push({ operation, by, idempotencyKey, begun });
        }
      }),
    );
    return victim?.isDead ? 1 : 0;
  }

  /** Asks again what was not answered, as a client would, and then looks at everything. */
  async conclude(identity: Doors, refs: readonly string[]): Promise<void> {
    const looks = refs.map((record) => ({ operation: { kind: 'owner', record } as const, begun: undefined }));
    for (const { operation, begun, ...order } of [...this.unanswered, ...looks]) {
      const start = begun ?? ++this.clock;
      const done = await carryOut(identity, operation, { by: 'healer', ...order });
      if (done === 'STALE') throw new Error('the store cannot be reached');
      this.note(operation, done, start);
    }
  }

  private note(operation: Operation, done: { answer?: Completed['answer']; sighting?: Sighting }, begun: number): void {
    const answer = done.answer!;
    this.history.push({ operation, answer, begun, ended: ++this.clock });
    if (done.sighting) this.sightings.push(done.sighting);
    this.knowledge.learn(answer);
  }
}

describe.each(PLACES)('stewards in several processes on one %s', (name, makePlace) => {
  const stewards: Steward[] = [];
  let place: Place | undefined;
  let store: IdentityStore | undefined;

  afterEach(async () => {
    await Promise.all(stewards.splice(0).map((steward) => steward.end()));
    await store?.close();
    await place?.remove();
  });

  it('are linearizable, with processes killed in the middle, and leave what replays', async () => {
    let kills = 0;
    let operations = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const isFresh = (seed - 1) % HISTORIES_PER_PLACE === 0;
      if (isFresh) {
        const old = { store, place };
        place = await makePlace();
        store = await openPlace(place.address);
        // Those who are still at the old place leave it first.
        await Promise.all(stewards.map((steward) => steward.ask({ open: place!.address })));
        await old.store?.close();
        await old.place?.remove();
      }
      while (stewards.length < PROCESSES) {
        const steward = new Steward();
        stewards.push(steward);
        await steward.ask({ open: place!.address });
      }
      const identity = identityOn(store!, { now: Date.now });
      const records = recordsOf(`${name}${seed}`);
      const world: World = await settle(identity, records);
      const refs = records.map(({ ref }) => textOf(ref));
      const knowledge = new Knowledge(world, refs);
      const run = new Run(seed, knowledge);
      kills += await run.crowd(stewards);
      await run.conclude(identity, refs);
      stewards.splice(0, stewards.length, ...stewards.filter(({ isDead }) => !isDead));
      operations += run.history.length;
      const verdict = linearize(world, run.history);
      if (!verdict.linearizable) throw new Error(`with seed ${seed}: ${explain(run.history, verdict)}`);
      const [contradiction] = await contradictions(identity, knowledge, run.sightings);
      if (contradiction) throw new Error(`with seed ${seed}: ${contradiction}`);
    }
    console.log(`${name}: ${SEEDS} histories, ${operations} operations, ${kills} processes killed, 0 violations`);
    // One that had answered everything by then is killed with nothing to lose, or not at all.
    expect(kills).toBeGreaterThan(SEEDS / KILL_EVERY / 2);
  }, 3_600_000);
});
