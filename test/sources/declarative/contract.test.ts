/** Two sources written only in YAML keep the contract of sources, over HTTP against servers that speak their APIs. */
import { describeSourceContract, type SourceUnderTest } from '../../contracts/source-contract';
import { describedSource, systemDefinition } from './described';
import { CLIENTS, PASSWORD, PRESENT, startLedgerline, USER } from './systems/ledgerline';
import { CLIENT_ID, CLIENT_SECRET, PEOPLE, startParley } from './systems/parley';

const MALFORMED = [
  '',
  ' ',
  '../1',
  'abc',
  '1e3',
  '%2e%2e',
  '__proto__',
  'constructor',
  '9'.repeat(40),
  '1,2',
  '1001|1002',
  "'",
  '-1',
  '007',
  '\r\nx: y',
  '$ne',
];

describeSourceContract('Ledgerline (REST, described)', async (wire): Promise<SourceUnderTest> => {
  const server = await startLedgerline();
  const source = describedSource({
    definition: systemDefinition('ledgerline'),
    baseUrl: `${server.url}/api`,
    variables: { company: 'demo' },
    secrets: { user: USER, password: PASSWORD },
    wire,
  });
  return {
    connector: source.connector,
    ids: PRESENT.map(({ client_no }) => String(client_no)),
    unknownId: (n) => String(900_000 + n),
    malformedIds: MALFORMED,
    findable: [
      ...PRESENT.slice(0, 12).map(({ client_no, email }) => ({
        type: 'EMAIL' as const,
        normal: email,
        ids: [String(client_no)],
      })),
      ...PRESENT.slice(0, 24)
        .filter(({ phone }) => phone)
        .map(({ client_no, phone }) => ({
          type: 'PHONE' as const,
          normal: phone!,
          ids: [String(client_no)],
        })),
    ],
    unfindable: [
      { type: 'EMAIL', normal: 'moser@example.com' },
      { type: 'EMAIL', normal: 'nobody@example.com' },
      { type: 'EMAIL', normal: CLIENTS[58]!.email },
      { type: 'PHONE', normal: '+4317123' },
      { type: 'PHONE', normal: '+12025550199' },
    ],
    parts: [
      { part: 'ORDERS', people: PRESENT.map(({ client_no, orders }) => ({ id: String(client_no), items: orders })) },
    ],
    async close() {
      await source.close();
      await server.close();
    },
  };
});

describeSourceContract('Parley (GraphQL, described)', async (wire): Promise<SourceUnderTest> => {
  const server = await startParley();
  const source = describedSource({
    definition: systemDefinition('parley'),
    baseUrl: server.url,
    secrets: { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET },
    issuedIds: { issuedBy: 'shop', idPrefix: '' },
    wire,
  });
  return {
    connector: source.connector,
    ids: PEOPLE.map(({ id }) => id),
    unknownId: (n) => `per_none${n}`,
    malformedIds: MALFORMED,
    findable: PEOPLE.map(({ id, email }) => ({ type: 'EMAIL' as const, normal: email, ids: [id] })),
    unfindable: [
      { type: 'EMAIL', normal: 'moser@example.com' },
      { type: 'EMAIL', normal: 'nobody@example.com' },
    ],
    issued: PEOPLE.filter(({ shopRef }) => shopRef)
      .map(({ id, shopRef }) => ({ id: shopRef!, ids: [id] }))
      .concat({ id: '777', ids: [] }),
    parts: [{ part: 'TICKETS', people: PEOPLE.map(({ id, tickets }) => ({ id, items: tickets })) }],
    async close() {
      await source.close();
      await server.close();
    },
  };
});
