/**
 * Proves that Onefold is a Federation 2 subgraph: composes it with two small subgraphs, one that knows customers by id
 * and one that knows them by e-mail address, and queries all three through Apollo Gateway.
 *
 *   ONEFOLD_URL   a running gateway, for instance http://127.0.0.1:4000
 *   ONEFOLD_KEY   an API key that may read the schema (steward or operator)
 *   ONEFOLD_SHARED_EMAIL   optional: an address that several customers share
 *
 * The last line is `N passed, N failed`. Exits 1 if anything failed.
 */
import assert from 'node:assert/strict';
import { composeServices } from '@apollo/composition';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';

const url = process.env.ONEFOLD_URL;
const key = process.env.ONEFOLD_KEY;
if (!url || !key) {
  console.error('ONEFOLD_URL and ONEFOLD_KEY: expected the address of a running gateway and an API key');
  process.exit(2);
}
const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible"])`;
const closing = [];
let passed = 0;
let failed = 0;

try {
  await prove();
} catch (error) {
  failed += 1;
  console.log(`FAIL  preparing: ${error.message}`);
} finally {
  for (const close of closing.reverse()) await close();
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

async function prove() {
  const people = await somePeople();
  const shared = process.env.ONEFOLD_SHARED_EMAIL;
  const notes = await subgraph(
    `${LINK}
     type Query { noted: [Customer!]! }
     type Customer @key(fields: "id") { id: ID! notes: [String!]! }`,
    {
      Query: { noted: () => people.map(({ id }) => ({ id })) },
      Customer: { __resolveReference: ({ id }) => ({ id }), notes: ({ id }) => [`A note on ${id}`] },
    },
  );
  const loyalty = await subgraph(
    `${LINK}
     type Query { members: [Member!]! ambiguousMember: Member }
     type Member { points: Int! customer: Customer }
     type Customer @key(fields: "lookupEmail", resolvable: false) { lookupEmail: String @inaccessible }`,
    {
      Query: {
        members: () =>
          people.map(({ email }, i) => ({ points: 100 * i, customer: { lookupEmail: email.toUpperCase() } })),
        ambiguousMember: () => shared && { points: 7, customer: { lookupEmail: shared } },
      },
    },
  );

  let supergraph;
  await check(
    'composes with two other subgraphs, without errors, and loses nothing but the directive that only clients use',
    async () => {
      const { sdl } = (await ask(`${url}/graphql`, '{ _service { sdl } }', { 'x-api-key': key })).data._service;
      const { errors, hints, supergraphSdl } = composeServices([
        { name: 'onefold', url: `${url}/graphql`, typeDefs: parse(sdl) },
        { name: 'notes', url: notes.url, typeDefs: parse(notes.sdl) },
        { name: 'loyalty', url: loyalty.url, typeDefs: parse(loyalty.sdl) },
      ]);
      assert.deepEqual(
        (errors ?? []).map(({ message }) => message),
        [],
      );
      assert.deepEqual(
        // That is why there is a header that says the same.
        (hints ?? []).map(({ message }) => message.replace(/ will not be part of .*/s, '')),
        ['Executable directive "@budget"'],
      );
      supergraph = supergraphSdl;
    },
  );
  if (!supergraph) return;
  const gateway = await startGateway(supergraph);
  const through = (query) => ask(gateway, query);

  await check('answers a customer with fields of another subgraph', async () => {
    const [{ id, displayName }] = people;
    const { data, errors } = await through(`{ customer(id: "${id}") { id displayName notes } }`);
    assert.equal(errors, undefined);
    assert.deepEqual(data.customer, { id, displayName, notes: [`A note on ${id}`] });
  });

  await check('is entered by id from another subgraph, in order', async () => {
    const { data, errors } = await through(
      '{ noted { id displayName email orders(first: 1) { pageInfo { hasNextPage } } } }',
    );
    assert.equal(errors, undefined);
    assert.deepEqual(
      data.noted.map(({ id, displayName, email }) => ({ id, displayName, email })),
      people,
    );
    for (const { orders } of data.noted) assert.equal(typeof orders.pageInfo.hasNextPage, 'boolean');
  });

  await check('is entered by e-mail address from another subgraph, in any spelling', async () => {
    const { data, errors } = await through('{ members { points customer { id displayName notes } } }');
    assert.equal(errors, undefined);
    assert.deepEqual(
      data.members,
      people.map(({ id, displayName }, i) => ({
        points: 100 * i,
        customer: { id, displayName, notes: [`A note on ${id}`] },
      })),
    );
  });

  if (shared) {
    await check('answers null with a cause for an address that several people share', async () => {
      const { data, errors } = await through('{ ambiguousMember { points customer { displayName } } }');
      assert.equal(data.ambiguousMember.points, 7);
      assert.equal(data.ambiguousMember.customer?.displayName ?? null, null);
      assert.equal(errors?.[0]?.extensions?.code, 'AMBIGUOUS_IDENTIFIER');
    });
  }

  await check('keeps the lookup key inside the supergraph', async () => {
    const { errors } = await through('{ noted { lookupEmail } }');
    assert.match(errors[0].message, /Cannot query field "lookupEmail"/);
  });

  await check('looks customers up through the gateway, and refuses two keys', async () => {
    const [{ id, email }] = people;
    const query = (identifier) => `{ customerByIdentifier(identifier: ${identifier}) { status customer { id } } }`;
    const { data } = await through(query(`{ email: ${JSON.stringify(email)} }`));
    assert.deepEqual(data.customerByIdentifier, { status: 'FOUND', customer: { id } });
    const { errors } = await through(query(`{ email: ${JSON.stringify(email)}, id: "${id}" }`));
    assert.ok(errors?.length, 'two keys of a oneOf were let through');
  });
}

/** Two or three customers, each with an address of their own. */
async function somePeople() {
  const people = [];
  for (const words of ['a', 'e', 'i', 'an', 'ma']) {
    const query = `query ($words: String!) { searchCustomers(query: $words, first: 20) { customers { id displayName email } } }`;
    const { data } = await ask(`${url}/graphql`, query, { 'x-api-key': key }, { words });
    for (const { id, email } of data?.searchCustomers.customers ?? []) {
      if (people.length === 3) return people;
      if (!email || people.some((person) => person.id === id)) continue;
      // A search shows what it met by its deadline; who is asked for by name is looked for everywhere.
      if (await findsBy(email, id)) people.push(await customer(id));
    }
  }
  assert.ok(people.length >= 2, `two customers are needed, ${people.length} were found`);
  return people;
}

async function customer(id) {
  const query = 'query ($id: ID!) { customer(id: $id) { id displayName email } }';
  const { data } = await ask(`${url}/graphql`, query, { 'x-api-key': key }, { id });
  return data.customer;
}

async function findsBy(email, id) {
  const query = 'query ($email: String!) { customerByIdentifier(identifier: { email: $email }) { customer { id } } }';
  const { data } = await ask(`${url}/graphql`, query, { 'x-api-key': key }, { email });
  return data?.customerByIdentifier.customer?.id === id;
}

async function check(name, test) {
  try {
    await test();
    passed += 1;
    console.log(`ok    ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${name}\n      ${error.message}`);
  }
}

async function subgraph(sdl, resolvers) {
  const server = new ApolloServer({ schema: buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }]) });
  return { sdl, url: await listen(server) };
}

async function startGateway(supergraphSdl) {
  const gateway = new ApolloGateway({
    supergraphSdl,
    buildService: ({ name, url: address }) =>
      new RemoteGraphQLDataSource({
        url: address,
        willSendRequest({ request }) {
          if (name === 'onefold') request.http.headers.set('x-api-key', key);
        },
      }),
  });
  return listen(new ApolloServer({ gateway }));
}

async function listen(server) {
  const { url: address } = await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: 0 } });
  closing.push(() => server.stop());
  return address;
}

async function ask(address, query, headers = {}, variables = {}) {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}
