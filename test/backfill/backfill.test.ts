/** Backfill over the demo's simulators: who is linked, what is reported, and what becomes of it when things go wrong. */
import { writeFileSync } from 'node:fs';
import { NotWalkable, type Progress, sourcesToWalk } from '../../src/backfill/backfill';
import type { FaultRule } from '../../src/demo/fault-rule';
import { groundTruth, personalStrings } from '../../src/demo/truth';
import { textOf } from '../identity/records';
import { DemoRun } from './demo-run';

jest.setTimeout(120_000);

describe('a backfill', () => {
  let run: DemoRun;
  let undisturbed: readonly string[];
  const others: DemoRun[] = [];

  beforeAll(async () => {
    run = await DemoRun.start();
  });
  afterEach(() => {
    for (const { setFault } of run.demo.sources) setFault(null);
  });
  afterAll(async () => {
    for (const other of [...others, run]) other.forget();
    await run.demo.close();
  });

  const afresh = (): DemoRun => {
    const other = run.another();
    others.push(other);
    return other;
  };

  it('says in a dry run what it then does, and does what is right of every person', async () => {
    const { dryRun, ...foreseen } = await run.report({ dryRun: true });
    expect(dryRun).toBe(true);
    expect((await run.partition()).every((customer) => customer.startsWith('? '))).toBe(true);
    expect(run.leftovers()).toHaveLength(0);

    const { dryRun: _, ...done } = await run.report();
    const bare = ({ sources, ...rest }: typeof done) => ({
      ...rest,
      sources: Object.fromEntries(Object.entries(sources).map(([name, { quota: __, ...source }]) => [name, source])),
    });
    expect(bare(done)).toEqual(bare(foreseen));
    undisturbed = await run.partition();
    const truth = groundTruth(run.demo.population);
    expect(undisturbed).toEqual(truth.customers.map(({ records }) => records.map(textOf).sort().join(' ')).sort());
    expect(done.customers).toBe(undisturbed.length);
    expect(done.joined).toBe(undisturbed.filter((customer) => customer.includes(' ')).length);
    expect(run.leftovers()).toHaveLength(0);
  });

  it('reports what a manager wants to know of each source, without a value of anybody', async () => {
    const { world } = run.demo.population;
    const report = await afresh().report({ dryRun: true });
    expect(report.sources.crm).toMatchObject({
      records: world.hubspot.contacts.length,
      withoutEmail: world.hubspot.contacts.filter(({ properties }) => !properties.email).length,
      unreadable: 0,
      quota: { unit: 'requests', limit: 190 },
    });
    expect(report.sources.support).toMatchObject({ records: world.zendesk.users.length, calls: 1 });
    expect(report.sources.crm!.duplicates).toBeGreaterThan(0);
    expect(report.suspicious.count).toBeGreaterThan(0);
    for (const { example, names, records } of report.suspicious.worst) {
      expect(names).toBeGreaterThanOrEqual(3);
      expect(records).toBeGreaterThanOrEqual(names);
      expect(['crm', 'shop', 'support']).toContain(example.source);
    }
    const written = JSON.stringify(report);
    expect(personalStrings(run.demo.population).filter((text) => written.includes(text))).toEqual([]);
  });

  it('may be run again: nothing is made anew, and only changes are read', async () => {
    const ids = () => run.withGateway(async ({ store }) => store.checkpoints(['crm', 'shop', 'support']));
    const before = await ids();
    expect(before.map((checkpoint) => checkpoint?.walkedUntil)).toEqual(
      [1, 2, 3].map(() => Date.parse('2025-02-28T23:50:00Z')),
    );
    const again = await run.report();
    expect(again.sources.crm!.since).toBe('2025-02-28T23:50:00.000Z');
    expect(again.sources.crm!.records).toBeLessThan(run.demo.population.world.hubspot.contacts.length);
    expect(await run.partition()).toEqual(undisturbed);
  });

  it('loses nobody to faults on the way, and waits as it is told', async () => {
    const faults: FaultRule[] = [
      { fault: { kind: 'rateLimit', retryAfterSeconds: 7 }, times: 2 },
      { fault: { kind: 'status', status: 500 }, times: 3 },
      { fault: { kind: 'reset' }, times: 3 },
      { fault: { kind: 'truncated' }, times: 2 },
      { fault: { kind: 'wrongBody', body: 'html' }, times: 2 },
    ];
    const other = afresh();
    const waits: Progress[] = [];
    let pages = 0;
    for (const { setFault } of run.demo.sources) setFault(faults[0]!);
    await other.report({
      onProgress: (progress) => {
        if (progress.phase === 'waiting') waits.push(progress);
        if (progress.phase !== 'walking') return;
        pages += 1;
        run.source(progress.source).setFault(faults[pages % faults.length]!);
      },
    });
    expect(await other.partition()).toEqual(undisturbed);
    expect(waits).toContainEqual({ phase: 'waiting', source: 'crm', state: 'RATE_LIMITED', ms: 7000 });
    expect(waits.map((wait) => 'state' in wait && wait.state)).toContain('UNAVAILABLE');
  });

  it('links nobody as long as one of its sources refuses it, and goes on from there', async () => {
    const other = afresh();
    run.source('support').setFault({ fault: { kind: 'status', status: 401 } });
    expect(await other.run()).toMatchObject({
      status: 'FAILED',
      failures: [{ source: 'support', fault: { state: 'UNAUTHORISED' } }],
    });
    expect((await other.partition()).every((customer) => customer.startsWith('? '))).toBe(true);
    run.source('support').setFault(null);
    const report = await other.report();
    expect([report.sources.crm!.calls, report.sources.shop!.calls]).toEqual([0, 0]);
    expect(await other.partition()).toEqual(undisturbed);
  });

  it('stopped after every third step, goes on to the same end; what it leaves meanwhile can be read by nobody', async () => {
    const other = afresh();
    const leaks = personalStrings(run.demo.population);
    let stops = 0;
    for (; ; stops += 1) {
      const controller = new AbortController();
      let steps = 0;
      const onProgress = (): void => {
        steps += 1;
        if (steps === 3) controller.abort();
      };
      const outcome = await other.run({ interrupted: controller.signal, onProgress });
      if (outcome.status === 'DONE') break;
      expect(outcome.status).toBe('INTERRUPTED');
      if (stops !== 2) continue;
      const left = other.leftovers().toString('latin1');
      expect(left.length).toBeGreaterThan(0);
      expect(leaks.filter((text) => left.includes(Buffer.from(text).toString('latin1')))).toEqual([]);
    }
    expect(stops).toBeGreaterThan(3);
    expect(await other.partition()).toEqual(undisturbed);
    expect(other.leftovers()).toHaveLength(0);
  });

  it('begins anew where what was read is for other sources', async () => {
    const other = afresh();
    const controller = new AbortController();
    await other.run({ interrupted: controller.signal, onProgress: () => controller.abort() });
    expect(Object.keys((await other.report({ named: ['shop'] })).sources)).toEqual(['shop']);
    expect(await other.report()).toMatchObject({ sources: { crm: { records: expect.any(Number) } } });
    expect(await other.partition()).toEqual(undisturbed);
  });

  it('is alone: a second one is told so', async () => {
    const other = afresh();
    writeFileSync(`${other.workFolder}.lock`, String(process.ppid));
    await expect(other.run()).rejects.toThrow(/^Another backfill \(process \d+\) is at work/);
  });

  it('reads anew who is linked already and was not met, before it joins anybody to them; and marks who is gone', async () => {
    const { world } = run.demo.population;
    const until = '2025-02-28T23:50:00Z';
    const truth = groundTruth(run.demo.population);
    const alone = truth.customers.flatMap(({ records }) =>
      records.length === 1 && records[0]!.source === 'crm' ? [records[0]!.id] : [],
    );
    const contact = world.hubspot.contacts.find(
      ({ id, properties }) =>
        alone.includes(id) &&
        properties.email &&
        !properties.hs_additional_emails &&
        properties.firstname &&
        String(properties.lastmodifieddate) < until,
    )!;
    const [someone, removed] = world.zendesk.users;
    const name = `${contact.properties.firstname} ${contact.properties.lastname}`;
    const email = String(contact.properties.email);
    const newcomer = (id: number, called: string): void => {
      world.zendesk.users.push({
        ...someone!,
        id,
        name: called,
        email,
        phone: null,
        external_id: null,
        updated_at: world.now,
        identities: [{ id: id + 1, type: 'email', value: email, verified: true, primary: true }],
      });
    };
    newcomer(99_000_001, name);
    newcomer(99_000_101, 'Zebulon Quackenbush');
    removed!.active = false;
    removed!.updated_at = world.now;
    const report = await run.report();
    expect(report.sources.support).toMatchObject({ deleted: 1 });
    const owners = await run.withGateway(({ identity }) =>
      identity.ownersOf([
        { source: 'crm', id: contact.id },
        { source: 'support', id: '99000001' },
        { source: 'support', id: '99000101' },
        { source: 'support', id: String(removed!.id) },
      ]),
    );
    expect(owners[1]!.id).toBe(owners[0]!.id);
    expect(owners[2]!.id).not.toBe(owners[0]!.id);
    expect(owners[3]!.gone).toEqual([{ ref: { source: 'support', id: String(removed!.id) }, absence: 'DELETED' }]);
  });
});

describe('the sources to walk', () => {
  const sources = new Map([
    ['crm', { canList: true }],
    ['forms', { canList: false }],
    ['shop', { canList: true }],
  ]);

  it('are those named, or all that can list', () => {
    expect(sourcesToWalk(sources, [])).toEqual(['crm', 'shop']);
    expect(sourcesToWalk(sources, ['shop'])).toEqual(['shop']);
  });

  it.each([
    [['nosuch'], 'Expected the name of an enabled source, received "nosuch"; those that can be walked: crm, shop'],
    [['shop', 'forms'], 'The source forms cannot list its records; those that can be walked: crm, shop'],
  ])('cannot be %j', (named, message) => {
    expect(() => sourcesToWalk(sources, named)).toThrow(new NotWalkable(message));
  });
});
