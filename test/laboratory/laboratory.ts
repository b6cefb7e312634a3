/**
 * A gateway whose sources, and whose database where there is one, are reached through faulty wires. One person whom all
 * three sources know is asked for, with everything; the oracle judges each answer.
 */
import { groundTruth, type TrueCustomer } from '../../src/demo/truth';
import { LinkedByDocument } from '../journeys/generated/graphql';
import { type Stage, startStage } from '../journeys/stage';
import { type FaultProxy, startFaultProxy } from './fault-proxy';
import { type LaboratoryFault, type LaboratorySource, PARTS } from './faults';
import { type Answer, type Card, QUERY, violations } from './oracle';
import { startWireProxy, type WireProxy } from './wire-proxy';

export interface Laboratory {
  readonly stage: Stage;
  readonly database: WireProxy | undefined;
  /** The answer without faults. */
  readonly healthy: Card;
  /** Every error that was answered so far. */
  readonly errors: readonly unknown[];
  ask(): Promise<Asked>;
  /** One cell of the table. @param part one part of the source, or all of them. */
  run(fault: LaboratoryFault, source: LaboratorySource, part: string | undefined): Promise<Observed>;
  /** As `run` for a whole source, many times under one fault. */
  repeat(fault: LaboratoryFault, source: LaboratorySource, tries: number): Promise<readonly Judged[]>;
  /** Asks until everything is there again. @throws Error with what is still missing after fifteen seconds. */
  recovered(): Promise<{ readonly recoveryMs: number }>;
  close(): Promise<void>;
}

export interface Asked {
  readonly answer: Answer;
  readonly ms: number;
}

interface Judged {
  readonly ms: number;
  readonly violations: readonly string[];
}

interface Observed {
  readonly states: readonly string[];
  readonly violations: readonly string[];
  /** How long the answer took, as the client saw it. */
  readonly ms: number;
  /** How long after the fault was over everything was there again. */
  readonly recoveryMs: number;
}

export interface LaboratoryOptions {
  readonly deadlineMs: number;
  readonly nodeArguments?: readonly string[];
  /** See `StageOptions`. */
  readonly mongodbUri?: string | null;
}

const SOURCES = Object.keys(PARTS) as LaboratorySource[];
const MOST_RECOVERY_MS = 15_000;
/** A process's first answers are its slowest, and the machine may do six other things. */
const MOST_START_MS = 120_000;

export async function openLaboratory(options: LaboratoryOptions): Promise<Laboratory> {
  const proxies = new Map<string, FaultProxy>();
  let database: WireProxy | undefined;
  const closeWires = async (): Promise<void> => {
    await Promise.all([...proxies.values()].map((proxy) => proxy.close()));
    await database?.close();
  };
  const stage = await startStage({
    persons: 130,
    config: { cache: { maxAgeMs: 0 }, budget: { deadlineMs: options.deadlineMs } },
    nodeArguments: options.nodeArguments,
    mongodbUri: options.mongodbUri,
    async route(source, baseUrl) {
      const proxy = await startFaultProxy(baseUrl);
      proxies.set(source, proxy);
      return proxy.url;
    },
    async databaseRoute(uri) {
      const target = new URL(uri);
      database = await startWireProxy({ host: target.hostname, port: Number(target.port) });
      target.host = `127.0.0.1:${database.port}`;
      return target.href;
    },
  }).catch(async (error: unknown) => {
    await closeWires();
    throw error;
  });
  const [person, other] = wellKnown(stage);

  const errors: unknown[] = [];
  let id = '';
  const ask = async (): Promise<Asked> => {
    const started = performance.now();
    const answer: Answer = await stage.gateways[0]!.query<{ customer: Card | null }>(QUERY, { id });
    errors.push(...(answer.errors ?? []));
    return { answer, ms: performance.now() - started };
  };
  const start = async () => {
    id = await linked(stage, person);
    return untilWhole(ask, undefined, MOST_START_MS);
  };
  const healthy = await start().catch(async (error: unknown) => {
    await stage.close();
    await closeWires();
    throw error;
  });

  return {
    stage,
    database,
    healthy: healthy.card,
    errors,
    ask,
    async run(fault, source, part) {
      const proxy = proxies.get(source)!;
      const parts = part === undefined ? Object.keys(PARTS[source]) : [part];
      const own = digitsOf(person, source);
      const meets = parts.map((name) => PARTS[source][name]!);
      await proxy.set(fault.fault({ own, other: digitsOf(other, source) }), (request) =>
        meets.some((meet) => meet(request)),
      );
      const { answer, ms } = await ask();
      const affected = fault.spreads ? Object.keys(PARTS[source]) : parts;
      const wrong = violations(answer, healthy.card, { source, parts: affected, states: fault.states });
      if (proxy.hits() === 0 && fault.name !== 'connection refused') wrong.push('the fault met no request');
      await proxy.set(null);
      const rows = answer.data?.customer?.sourceStatus ?? [];
      const states = rows.filter((row) => row.source === source && parts.includes(row.part)).map(({ state }) => state);
      const { recoveryMs } = await untilWhole(ask, healthy.card).catch((error: Error) => {
        wrong.push(error.message);
        return { recoveryMs: MOST_RECOVERY_MS };
      });
      return { states: [...new Set(states)].sort(), violations: wrong, ms, recoveryMs };
    },
    async repeat(fault, source, tries) {
      const proxy = proxies.get(source)!;
      await proxy.set(fault.fault({ own: digitsOf(person, source), other: digitsOf(other, source) }));
      const judged: Judged[] = [];
      for (let i = 0; i < tries; i += 1) {
        const { answer, ms } = await ask();
        const cell = { source, parts: Object.keys(PARTS[source]), states: fault.states };
        judged.push({ ms, violations: violations(answer, healthy.card, cell) });
      }
      await proxy.set(null);
      await untilWhole(ask, healthy.card);
      return judged;
    },
    recovered: () => untilWhole(ask, healthy.card),
    async close() {
      // What a fault holds up ends with it.
      await Promise.all([...proxies.values()].map((proxy) => proxy.set(null)));
      await database?.set(null);
      await stage.close();
      await closeWires();
    },
  };
}

/** The first look-ups of a process are its slowest, and a deadline may be short. */
async function linked(stage: Stage, { records }: TrueCustomer): Promise<string> {
  const started = performance.now();
  for (;;) {
    const { data } = await stage.gateways[0]!.query(LinkedByDocument, { identifiers: [{ record: records[0]! }] });
    const id = data?.customersByIdentifiers[0]?.customer?.id;
    if (id) return id;
    if (performance.now() - started > MOST_START_MS) throw new Error('the person of this laboratory is not found');
  }
}

/** Asks until everything is there. @throws Error with what is still missing. */
async function untilWhole(
  ask: () => Promise<Asked>,
  like: Card | undefined,
  mostMs = MOST_RECOVERY_MS,
): Promise<{ readonly card: Card; readonly recoveryMs: number }> {
  const started = performance.now();
  for (;;) {
    const { answer } = await ask();
    const card = answer.data?.customer;
    const states = card?.sourceStatus.filter(({ state }) => state !== 'FRESH') ?? ['no customer'];
    if (card && states.length === 0 && (!like || values(card) === values(like))) {
      return { card, recoveryMs: performance.now() - started };
    }
    if (performance.now() - started > mostMs) {
      throw new Error(`not whole again after ${mostMs} ms: ${JSON.stringify(states)}`);
    }
  }
}

/** An answer without what is said of how it was come by. */
export const values = ({ sourceStatus: _, ...card }: Card): string => JSON.stringify(card);

/** People of whom each source holds one record, with orders, tickets and deals. */
function wellKnown(stage: Stage): [TrueCustomer, TrueCustomer] {
  const people = groundTruth(stage.demo.population).customers.filter(
    ({ records, orders, tickets, deals }) =>
      SOURCES.every((source) => records.filter((record) => record.source === source).length === 1) &&
      orders.length > 0 &&
      tickets.length > 0 &&
      deals > 0,
  );
  return [people[0]!, people[1]!];
}

function digitsOf({ records }: TrueCustomer, source: LaboratorySource): string {
  return /\d+$/.exec(records.find((record) => record.source === source)!.id)![0];
}
