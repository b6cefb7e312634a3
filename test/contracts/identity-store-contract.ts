/**
 * The contract suite of identity stores: the law of `src/identity/store/contract.ts` as behaviours that every store
 * runs. It opens the store twice on one place, since several processes share it in production.
 */
import { randomBytes } from 'node:crypto';
import type { CustomerId } from '../../src/customer/customer-id';
import {
  type CustomerVersion,
  type IdentifierKey,
  type IdentityStore,
  KEYS_PER_HASH,
  type Receipt,
  type RefClaim,
  type StoredLink,
  StoreUnavailable,
} from '../../src/identity/store/contract';

export interface StoreUnderTest {
  /** Opens the store once more, on the place that this test has for itself. */
  open(): Promise<IdentityStore>;
  /** Removes the place. All stores are closed by then. */
  remove(): Promise<void>;
}

export function describeIdentityStoreContract(name: string, place: () => Promise<StoreUnderTest>): void {
  describe(`${name} keeps the contract of identity stores`, () => {
    let under: StoreUnderTest;
    let store: IdentityStore;
    let other: IdentityStore;

    beforeAll(async () => {
      under = await place();
      store = await under.open();
      other = await under.open();
    });

    afterAll(async () => {
      await store?.close();
      await other?.close();
      await under?.remove();
    });

    describe('versions', () => {
      it('answers an appended version from every instance, with all its fields', async () => {
        const customer = someCustomer();
        const plain = someVersion(customer, 0);
        const full: CustomerVersion = {
          ...someVersion(customer, 1),
          op: someName(),
          others: [someCustomer()],
          event: 'UNDONE',
          undoes: `${someCustomer()}:7`,
          change: {
            gains: [someName()],
            losses: { handles: [someName()], to: someCustomer() },
            elsewhere: { [someName()]: someCustomer() },
            into: someCustomer(),
            apart: true,
            takesPart: { customer: someCustomer(), v: 3 },
            losesPart: someCustomer(),
            never: { [`${someCustomer()}:1`]: { a: [someName()], b: [] } },
            allowed: [`${someCustomer()}:2`],
            gone: { [someName()]: 'MERGED' },
            back: [someName()],
            erased: true,
          },
          state: {
            handles: [someName(), someName()],
            never: {
              [`${someCustomer()}:1`]: { a: [someName(), someName()], b: [someName()] },
              [`${someCustomer()}:12`]: { a: [someName()], b: [someName()] },
            },
            moved: { [someName()]: someCustomer() },
            parts: { [someCustomer()]: 4 },
            gone: { [someName()]: 'MERGED' },
            into: someCustomer(),
            was: [someName()],
            erased: true,
          },
        };
        expect(await store.append(plain)).toEqual(plain);
        expect(await store.append(full)).toEqual(full);
        for (const instance of [store, other]) {
          expect(
            await instance.versions([
              { customer, v: 1 },
              { customer, v: 0 },
            ]),
          ).toEqual([full, plain]);
        }
      });

      it('answers nothing for versions that nobody wrote, order kept', async () => {
        const [known, unknown] = [someCustomer(), someCustomer()];
        const version = await store.append(someVersion(known, 0));
        expect(
          await store.versions([
            { customer: unknown, v: 0 },
            { customer: known, v: 1 },
            { customer: known, v: 0 },
          ]),
        ).toEqual([undefined, undefined, version]);
        expect(await store.versions([])).toEqual([]);
      });

      it('keeps the first version under a number and answers it to whoever comes later', async () => {
        const customer = someCustomer();
        const first = await store.append(someVersion(customer, 0));
        expect(await other.append(someVersion(customer, 0))).toEqual(first);
        expect(await other.versions([{ customer, v: 0 }])).toEqual([first]);
      });

      it('lets exactly one of many concurrent writers have a number', async () => {
        const customer = someCustomer();
        const attempts = Array.from({ length: 40 }, () => someVersion(customer, 7));
        const answers = await Promise.all(attempts.map((version, i) => (i % 2 ? store : other).append(version)));
        const winners = attempts.filter((version, i) => answers[i]?.nonce === version.nonce);
        expect(winners).toHaveLength(1);
        expect(new Set(answers.map(({ nonce }) => nonce))).toEqual(new Set([winners[0]?.nonce]));
        expect(await store.versions([{ customer, v: 7 }])).toEqual(winners);
      });

      it('shows by its nonce that a repeated append had won before', async () => {
        const version = someVersion(someCustomer(), 0);
        await store.append(version);
        expect((await store.append(version)).nonce).toBe(version.nonce);
      });

      it('keeps streams apart, whatever their ids begin with', async () => {
        const customer = someCustomer();
        const longer = `${customer}0` as CustomerId;
        const version = await store.append(someVersion(longer, 0));
        expect(
          await store.versions([
            { customer, v: 0 },
            { customer: longer, v: 0 },
          ]),
        ).toEqual([undefined, version]);
      });
    });

    describe('decisions', () => {
      it('decides once, and every later decider learns what stands', async () => {
        const op = someName();
        expect(await store.decisions([op])).toEqual([undefined]);
        expect(await store.decide(op, 'ABORT')).toBe('ABORT');
        expect(await other.decide(op, 'COMMIT')).toBe('ABORT');
        expect(await other.decisions([someName(), op])).toEqual([undefined, 'ABORT']);
      });

      it('gives all of many concurrent deciders one answer', async () => {
        const op = someName();
        const answers = await Promise.all(
          Array.from({ length: 30 }, (_, i) => (i % 2 ? store : other).decide(op, i % 3 ? 'COMMIT' : 'ABORT')),
        );
        expect(new Set(answers).size).toBe(1);
        expect(await other.decisions([op])).toEqual([answers[0]]);
      });
    });

    describe('claims of refs', () => {
      it('keeps the first claim of each, and answers the one that stands', async () => {
        const [taken, free] = [someClaim(), someClaim()];
        await store.claimRefs([taken]);
        const late = { ...someClaim(), refHash: taken.refHash };
        expect(await other.claimRefs([late, free])).toEqual([taken, free]);
        expect(await store.refs([free.refHash, someName(), taken.refHash])).toEqual([free, undefined, taken]);
      });

      it('decides each claim of a batch on its own, in races too', async () => {
        const hashes = Array.from({ length: 12 }, someName);
        const batches = Array.from({ length: 8 }, () => hashes.map((refHash) => ({ ...someClaim(), refHash })));
        const answers = await Promise.all(batches.map((batch, i) => (i % 2 ? store : other).claimRefs(batch)));
        const standing = await store.refs(hashes);
        for (const answer of answers) expect(answer).toEqual(standing);
        for (const [i, claim] of standing.entries()) {
          expect(batches.filter((batch) => batch[i]?.handle === claim?.handle)).toHaveLength(1);
        }
      });

      it('takes the same ref twice in one batch as one claim', async () => {
        const claim = someClaim();
        const again = { ...someClaim(), refHash: claim.refHash };
        const answers = await store.claimRefs([claim, again]);
        expect(answers[0]).toEqual(answers[1]);
        expect([claim, again]).toContainEqual(answers[0]);
      });
    });

    describe('keys and links', () => {
      it('finds everybody who carries a hash, and nobody else', async () => {
        const [shared, single] = [someName(), someName()];
        const keys = [someKey(shared), someKey(shared), someKey(single)];
        await store.putKeys(keys, []);
        const [both, one, none] = await other.keys([shared, single, someName()], 10);
        expect(byHandle(both)).toEqual(byHandle(keys.slice(0, 2)));
        expect(one).toEqual([keys[2]]);
        expect(none).toEqual([]);
      });

      it('gives an existing key the new hint and proof', async () => {
        const key = someKey(someName());
        await store.putKeys([key], []);
        const changed = { ...key, hint: someCustomer(), proof: 'VERIFIED' };
        await other.putKeys([changed], []);
        expect(await store.keys([key.hash], 10)).toEqual([[changed]]);
      });

      it('answers no more than the limit, and keeps a bounded number for each hash', async () => {
        const hash = someName();
        const keys = Array.from({ length: KEYS_PER_HASH + 20 }, () => someKey(hash));
        await store.putKeys(keys, []);
        expect((await other.keys([hash], 7))[0]).toHaveLength(7);
        await store.putKeys([someKey(hash)], []);
        expect((await other.keys([hash], 1_000))[0]?.length).toBe(KEYS_PER_HASH);
      });

      it('loses none of the keys that many writers add to one hash at once', async () => {
        const hash = someName();
        const keys = Array.from({ length: 24 }, () => someKey(hash));
        await Promise.all(
          keys.map((key, i) => (i % 2 ? store : other).putKeys([key, keys[(i + 1) % keys.length]!], [])),
        );
        expect(byHandle((await store.keys([hash], 100))[0])).toEqual(byHandle(keys));
      });

      it('drops a key and takes it back', async () => {
        const hash = someName();
        const [first, second, third] = [someKey(hash), someKey(hash), someKey(hash)];
        await store.putKeys([first, second, third], []);
        await other.dropKeys([second, someKey(hash), someKey(someName())]);
        expect(byHandle((await store.keys([hash], 10))[0])).toEqual(byHandle([first, third]));
        await store.putKeys([second], []);
        expect(byHandle((await other.keys([hash], 10))[0])).toEqual(byHandle([first, second, third]));
      });

      it('keeps the first link of a handle, byte for byte', async () => {
        const links = Array.from({ length: 3 }, someLink);
        await store.putKeys([], links);
        await other.putKeys([], [{ ...someLink(), handle: links[0]!.handle }]);
        const read = await store.links([links[2]!.handle, someName(), links[0]!.handle]);
        expect(read[1]).toBeUndefined();
        expect(comparable(read[0])).toEqual(comparable(links[2]));
        expect(comparable(read[2])).toEqual(comparable(links[0]));
      });
    });

    describe('forgetting', () => {
      it('removes every key and the link of a record, and nothing of others', async () => {
        const hashes = [someName(), someName(), someName()];
        const [gone, stays] = [someLink(), someLink()];
        const keyOf = (hash: string, { handle }: StoredLink): IdentifierKey => ({ ...someKey(hash), handle });
        const keys = hashes.flatMap((hash, i) =>
          i === 2 ? [keyOf(hash, gone)] : [keyOf(hash, gone), keyOf(hash, stays)],
        );
        await store.putKeys(keys, [gone, stays]);
        await other.forget([gone.handle, someName()]);
        expect(await store.keys(hashes, 10)).toEqual([[keys[1]], [keys[3]], []]);
        expect(await store.links([gone.handle])).toEqual([undefined]);
        expect(comparable((await store.links([stays.handle]))[0])).toEqual(comparable(stays));
        await store.forget([gone.handle]);
      });

      it('takes keys under a forgotten hash again, for whoever comes', async () => {
        const hash = someName();
        const keys = Array.from({ length: 9 }, () => someKey(hash));
        await store.putKeys(keys, []);
        const gone = [keys[1]!, keys[4]!, keys[8]!];
        await store.forget(gone.map(({ handle }) => handle));
        const fresh = someKey(hash);
        await other.putKeys([fresh], []);
        const left = keys.filter((key) => !gone.includes(key));
        expect(byHandle((await store.keys([hash], 20))[0])).toEqual(byHandle([...left, fresh]));
      });
    });

    describe('receipts', () => {
      it('keeps the first under an id, and answers the one that stands', async () => {
        const receipt: Receipt = {
          ...{ id: someName(), op: someName(), order: someName() },
          ...{ event: `${someCustomer()}:3`, customers: [someCustomer(), someCustomer()] },
        };
        expect(await store.putReceipt(receipt)).toEqual(receipt);
        expect(await other.putReceipt({ ...receipt, op: someName() })).toEqual(receipt);
        expect(await other.receipts([someName(), receipt.id])).toEqual([undefined, receipt]);
      });
    });

    describe('cards', () => {
      it('overwrites a card and answers the newest, byte for byte', async () => {
        const customer = someCustomer();
        const [first, second] = [randomBytes(100), randomBytes(3_000)];
        await store.putCards([{ customer, v: 0, sealed: first }]);
        await other.putCards([{ customer, v: 1, into: someCustomer(), sealed: second }]);
        const [card, unknown] = await store.cards([customer, someCustomer()]);
        expect(card).toMatchObject({ customer, v: 1 });
        expect(Buffer.from(card!.sealed)).toEqual(second);
        expect(card?.into).toBeDefined();
        expect(unknown).toBeUndefined();
        await store.putCards([{ customer, v: 2, sealed: first }]);
        expect((await other.cards([customer]))[0]).not.toHaveProperty('into');
      });

      it('survives many writers of one card: one of them stands', async () => {
        const customer = someCustomer();
        const written = Array.from({ length: 20 }, () => randomBytes(64));
        await Promise.all(written.map((sealed, v) => (v % 2 ? store : other).putCards([{ customer, v, sealed }])));
        const [card] = await store.cards([customer]);
        expect(Buffer.from(card!.sealed)).toEqual(written[card!.v]);
      });

      it('answers buffers that later reads leave alone', async () => {
        const cards = Array.from({ length: 50 }, (_, v) => ({ customer: someCustomer(), v, sealed: randomBytes(200) }));
        await store.putCards(cards);
        const read = await Promise.all(cards.map(({ customer }) => other.cards([customer])));
        expect(read.map(([card]) => Buffer.from(card!.sealed))).toEqual(cards.map(({ sealed }) => sealed));
      });
    });

    describe('checkpoints', () => {
      it('are the last ones put, by source, order kept', async () => {
        const [crm, shop] = [someName(), someName()];
        await store.putCheckpoint({ source: crm, walkedUntil: 1_790_000_000_000 });
        await store.putCheckpoint({ source: shop, walkedUntil: 1_790_000_000_001 });
        await other.putCheckpoint({ source: crm, walkedUntil: 1_790_000_000_002 });
        expect(await store.checkpoints([shop, someName(), crm])).toEqual([
          { source: shop, walkedUntil: 1_790_000_000_001 },
          undefined,
          { source: crm, walkedUntil: 1_790_000_000_002 },
        ]);
      });
    });

    describe('API keys', () => {
      it('keeps, replaces and lists them', async () => {
        const key = { id: someName(), hash: 'ab'.repeat(32), name: 'storefront', role: 'reader', createdAt: 1 };
        await store.putApiKey(key);
        expect(await other.apiKeys()).toContainEqual(key);
        await other.putApiKey({ ...key, revokedAt: 2 });
        expect(await store.apiKeys()).toContainEqual({ ...key, revokedAt: 2 });
        expect((await store.apiKeys()).filter(({ id }) => id === key.id)).toHaveLength(1);
      });
    });

    it('takes empty lists', async () => {
      await store.putKeys([], []);
      await store.dropKeys([]);
      await store.forget([]);
      expect(await store.receipts([])).toEqual([]);
      await store.putCards([]);
      expect(await store.claimRefs([])).toEqual([]);
      expect(await store.refs([])).toEqual([]);
      expect(await store.keys([], 10)).toEqual([]);
      expect(await store.links([])).toEqual([]);
      expect(await store.cards([])).toEqual([]);
      expect(await store.decisions([])).toEqual([]);
    });

    it('counts one round trip for each read', async () => {
      const customers = Array.from({ length: 20 }, someCustomer);
      await store.append(someVersion(customers[0]!, 0));
      const shared = someName();
      await store.putKeys([someKey(shared), someKey(shared), someKey(shared)], []);
      const reads = [
        () => store.versions(customers.map((customer) => ({ customer, v: 0 }))),
        () => store.cards(customers),
        () => store.refs(customers),
        () => store.keys([shared, ...customers.slice(0, 5)], 10),
        () => store.links(customers),
        () => store.decisions(customers),
        () => store.checkpoints([someName(), someName()]),
        () => store.apiKeys(),
      ];
      for (const read of reads) {
        const before = store.roundTrips();
        await read();
        expect(store.roundTrips() - before).toBe(1);
      }
    });

    it('answers a ping while it is open, and nothing after it was closed, which may be done twice', async () => {
      const third = await under.open();
      await third.ping();
      const pending = third.append(someVersion(someCustomer(), 0));
      await Promise.allSettled([pending]);
      await third.close();
      await third.close();
      await expect(third.ping()).rejects.toThrow(StoreUnavailable);
      await expect(third.append(someVersion(someCustomer(), 0))).rejects.toThrow(StoreUnavailable);
      await expect(third.versions([{ customer: someCustomer(), v: 0 }])).rejects.toThrow(StoreUnavailable);
      await expect(third.putKeys([someKey(someName())], [])).rejects.toThrow(StoreUnavailable);
      await store.ping();
    });

    it('has on disk what it acknowledged, for those who open it later', async () => {
      const version = someVersion(someCustomer(), 0);
      const third = await under.open();
      await third.append(version);
      await third.close();
      const fourth = await under.open();
      expect(await fourth.versions([version])).toEqual([version]);
      await fourth.close();
    });
  });
}

const someName = (): string => randomBytes(16).toString('hex');
const someCustomer = (): CustomerId => `cus_${randomBytes(13).toString('hex')}`;

function someVersion(customer: CustomerId, v: number): CustomerVersion {
  return {
    customer,
    v,
    nonce: someName(),
    at: 1_790_000_000_000 + v,
    who: 'rule',
    why: 'SAME_EMAIL OBSERVED VERIFIED',
    event: v === 0 ? 'CREATED' : 'LINKED',
    change: {},
    state: { handles: [someName()], never: {}, moved: {}, parts: {}, gone: {} },
  };
}

const someClaim = (): RefClaim => ({ refHash: someName(), handle: someName(), birth: someCustomer() });
const someKey = (hash: string): IdentifierKey => ({
  hash,
  handle: someName(),
  hint: someCustomer(),
  proof: 'OBSERVED',
});
const someLink = (): StoredLink => ({ handle: someName(), refHash: someName(), ref: randomBytes(80) });

function byHandle(keys: readonly IdentifierKey[] | undefined): readonly IdentifierKey[] {
  return [...(keys ?? [])].sort((a, b) => (a.handle < b.handle ? -1 : 1));
}

const comparable = (link: StoredLink | undefined) => link && { ...link, ref: Buffer.from(link.ref).toString('hex') };
