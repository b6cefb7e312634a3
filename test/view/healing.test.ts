/** Records that their source merges while the gateway is not looking: the next read leads their customers together. */
import { recordsOf, SmallWorld } from './small-world';

const MINUTE = 60_000;

let world: SmallWorld;
beforeEach(() => {
  world = new SmallWorld();
});
afterEach(() => expect(world.defects).toEqual([]));

/** `crm:1` of Ada becomes `crm:2`, which was unknown until now and carries her e-mail. */
function mergeUpstream(): void {
  world.crm.hold({ ref: 'crm:2', emails: ['lovelace@example.com', 'ada@example.com'] });
  world.crm.merge('1', '2');
  world.pass(MINUTE);
}

describe('a record that was merged into one that nobody knows', () => {
  it('is found by its e-mail as the same customer, who takes the survivor in', async () => {
    world.crm.hold({ ref: 'crm:1', emails: ['ada@example.com'] });
    const id = await world.link('ada@example.com');
    mergeUpstream();
    for (const email of ['lovelace@example.com', 'ada@example.com']) {
      const { status, customer } = await world.lookUp(email);
      expect([status, customer?.id, recordsOf(customer)]).toEqual(['FOUND', id, ['crm:1', 'crm:2']]);
    }
  });

  it('is healed by a read of the customer too', async () => {
    world.crm.hold({ ref: 'crm:1', emails: ['ada@example.com'] });
    const id = await world.link('ada@example.com');
    mergeUpstream();
    await world.read(id);
    expect(recordsOf(await world.read(id))).toEqual(['crm:1', 'crm:2']);
    expect((await world.lookUp('lovelace@example.com')).customer?.id).toBe(id);
  });

  it('is one customer still when several look up and read at once', async () => {
    world.crm.hold({ ref: 'crm:1', emails: ['ada@example.com'] });
    const id = await world.link('ada@example.com');
    mergeUpstream();
    const answers = await Promise.all([
      world.lookUp('ada@example.com'),
      world.lookUp('lovelace@example.com'),
      world.read(id),
      world.lookUp('lovelace@example.com'),
    ]);
    expect(answers).toHaveLength(4);
    for (const email of ['lovelace@example.com', 'ada@example.com']) {
      const { status, customer } = await world.lookUp(email);
      expect([status, recordsOf(customer)]).toEqual(['FOUND', ['crm:1', 'crm:2']]);
      expect((await world.read(id)).id).toBe(customer?.id);
    }
  });

  it('is left as it is by a caller who may not link, who sees the survivor’s values all the same', async () => {
    world.crm.hold({ ref: 'crm:1', emails: ['ada@example.com'] });
    const id = await world.link('ada@example.com');
    mergeUpstream();
    const seen = await world.read(id, { mayLink: false });
    expect(seen.settled.get('email')?.value).toBeDefined();
    expect(recordsOf(seen)).toEqual(['crm:1']);
    expect(recordsOf(await world.read(id, { mayLink: false }))).toEqual(['crm:1']);
  });
});

it('customers become one when the record of one is merged into that of the other', async () => {
  world.crm.hold({ ref: 'crm:1', emails: ['ada@example.com'] }, { ref: 'crm:2', emails: ['lovelace@example.com'] });
  const ada = await world.link('ada@example.com');
  const lovelace = await world.link('lovelace@example.com');
  expect(ada).not.toBe(lovelace);
  world.crm.hold({ ref: 'crm:2', emails: ['lovelace@example.com'] });
  world.crm.merge('1', '2');
  world.pass(MINUTE);
  await world.read(ada);
  const [one, other] = [await world.read(ada), await world.read(lovelace)];
  expect(one.id).toBe(other.id);
  expect(recordsOf(one)).toEqual(['crm:1', 'crm:2']);
});
