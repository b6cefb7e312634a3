import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { HttpClient } from '../../src/remote/client';
import type { Connector } from '../../src/sources/contract';
import { createHubSpotConnector } from '../../src/sources/hubspot/hubspot';
import { createShopifyConnector } from '../../src/sources/shopify/shopify';
import { createZendeskConnector } from '../../src/sources/zendesk/zendesk';
import { generatedTables } from './generated-tables';

const ROOT = path.resolve(__dirname, '../..');
const DOCS = path.join(ROOT, 'docs');

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => path.join(folder, name));
}

const read = (file: string): string => readFileSync(file, 'utf8');
const pages = [
  ...filesBelow(DOCS, '.md'),
  ...['README.md', 'SECURITY.md', 'CONTRIBUTING.md', 'src/README.md'].map((name) => path.join(ROOT, name)),
];

describe('a table that the code knows best is current (UPDATE_DOCS=1 npx jest test/docs writes it)', () => {
  test.each(generatedTables().map((table) => [`${table.file}: ${table.name}`, table] as const))('%s', (_, table) => {
    const file = path.join(DOCS, table.file);
    const [start, end] = [`<!-- ${table.name} -->`, `<!-- end of ${table.name} -->`];
    const [before, rest = ''] = read(file).split(start);
    const [written, after = ''] = rest.split(end);
    if (process.env.UPDATE_DOCS) {
      writeFileSync(file, `${before}${start}\n${table.text}\n${end}${after}`);
      return;
    }
    expect(written?.trim()).toBe(table.text);
  });
});

describe('every link of a page leads to something', () => {
  test.each(pages.map((page) => [path.relative(ROOT, page), page] as const))('%s', (_, page) => {
    const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target as string);
    const broken = links.filter((link) => {
      if (/^(https?|mailto):/.test(link)) return false;
      const [file, anchor] = link.split('#');
      const target = file ? path.resolve(path.dirname(page), file) : page;
      return !existsSync(target) || (anchor !== undefined && !anchors(read(target)).includes(anchor));
    });
    expect(broken).toEqual([]);
  });
});

/** As GitHub makes them. */
function anchors(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    (heading as string)
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test('every page of docs/ is in the index', () => {
  const index = read(path.join(DOCS, 'README.md'));
  const missing = filesBelow(DOCS, '.md')
    .map((file) => path.relative(DOCS, file))
    .filter((name) => name !== 'README.md' && !index.includes(`(${name})`));
  expect(missing).toEqual([]);
});

test('every page that the code names is there', () => {
  const named = filesBelow(path.join(ROOT, 'src'), '.ts').flatMap((file) =>
    [...read(file).matchAll(/(?<![\w/])docs\/[\w/-]+\.md/g)].map(([name]) => name),
  );
  expect([...new Set(named)].filter((name) => !existsSync(path.join(ROOT, name)))).toEqual([]);
});

describe('the page of a source names every permission that its connector may need', () => {
  const http = {} as HttpClient;
  const connectors: readonly (readonly [string, Connector])[] = [
    ['hubspot', createHubSpotConnector({ source: 'crm', http })],
    ['shopify', createShopifyConnector({ source: 'shop', http })],
    ['zendesk', createZendeskConnector({ source: 'support', http })],
  ];
  test.each(connectors)('%s', (name, { description }) => {
    const page = read(path.join(DOCS, 'sources', `${name}.md`));
    for (const { permission } of description.permissions) expect(page).toContain(`\`${permission}\``);
    for (const part of description.parts) expect(page).toContain(`\`${part}\``);
  });
});

test('every decision record has a background, a decision and consequences', () => {
  for (const file of filesBelow(path.join(DOCS, 'decisions'), '.md')) {
    expect([...read(file).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual([
      'Background',
      'Decision',
      'Consequences',
    ]);
  }
});
