/** The embedded store on a disk that is full: what was acknowledged stays, reads go on, and writing begins again by itself. */
import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CustomerId } from '../../src/customer/customer-id';
import { expectSound, identityOn } from '../identity/invariants';
import { openPlace } from '../identity/places';
import { refOf, textOf } from '../identity/records';
import type { Failure, Report } from './writing-process';

jest.setTimeout(120_000);

/** Grows without end, as a gateway that meets new people does. */
const PERSONS = 1_000_000;

let folder: string;
let child: ChildProcess | undefined;
let acknowledged: Map<string, CustomerId>;
let failures: Failure[];
let unreadable: number;
let ended: Promise<number | null>;
let onReport: (report: Report) => void;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'onefold-full-'));
  acknowledged = new Map();
  failures = [];
  unreadable = 0;
  onReport = () => undefined;
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

function start(where: string): void {
  const started = fork(path.join(__dirname, 'writing-process.ts'), ['lmdb', where, '1', '0', String(PERSONS)], {
    execArgv: ['--require', '@swc-node/register'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  ended = new Promise((resolve) => started.once('close', resolve));
  started.on('message', (report: Report) => {
    if ('acknowledged' in report) {
      for (const { ref, id } of report.acknowledged) acknowledged.set(ref, id as CustomerId);
    } else {
      failures.push(report.failed);
      if (!report.stillReads) unreadable += 1;
    }
    onReport(report);
  });
  child = started;
}

/** Resolves once the child has told enough; fails when it dies before. */
function until(enough: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      if (enough()) resolve();
    };
    onReport = look;
    look();
    void ended.then((code) => reject(new Error(`the process ended with ${code}`)));
  });
}

/** What the store holds, read by another process: everything acknowledged, and nothing half written. */
async function expectAllThere(where: string): Promise<void> {
  const store = await openPlace(['lmdb', where]);
  try {
    const refs = [...acknowledged.keys()].map(refOf);
    await expectSound(store, refs, new Set(acknowledged.values()));
    const owners = await identityOn(store).ownersOf(refs);
    expect(owners.map((owner, i) => owner?.records.map(textOf).includes(textOf(refs[i]!)))).toEqual(
      refs.map(() => true),
    );
  } finally {
    await store.close();
  }
}

// A file system of its own, where this user may mount one.
function mountSmall(where: string): boolean {
  try {
    mkdirSync(where);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', where], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

it('answers with a typed error, loses nothing, goes on reading, and writes again when there is room', async () => {
  const small = path.join(folder, 'small');
  if (!mountSmall(small)) {
    console.warn('no file system can be mounted here: a full disk is SKIPPED');
    return;
  }
  try {
    const where = path.join(small, 'identity');
    start(where);
    await until(() => acknowledged.size >= 100);
    const ballast = path.join(small, 'ballast');
    writeFileSync(ballast, Buffer.alloc(5 * 1024 * 1024));
    await until(() => failures.length >= 30);
    for (const { code, cause } of failures) expect([code, cause]).toEqual(['IDENTITY_UNAVAILABLE', 'ENOSPC']);
    expect(unreadable).toBe(0);
    await expectAllThere(where);

    rmSync(ballast);
    const before = acknowledged.size;
    await until(() => acknowledged.size >= before + 100);
    child?.kill('SIGKILL');
    await ended;
    await expectAllThere(where);
  } finally {
    child?.kill('SIGKILL');
    await ended;
    execFileSync('umount', [small]);
  }
});
