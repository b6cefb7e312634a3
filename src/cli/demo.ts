/** `onefold demo`: three simulated vendors on this machine and a gateway in front of them, on invented people. */
import path from 'node:path';
import { type Config, demoConfig, demoPort, openDemoSecrets } from '../config';
import { startDemoSources } from '../demo/demo-sources';
import { generatePopulation } from '../demo/population/population';
import { groundTruth } from '../demo/truth';
import { demoQueries } from './demo-queries';
import { serve } from './serve';
import { painter, type Terminal } from './terminal';

export interface DemoCommand {
  readonly seed?: number;
  readonly port?: number;
  readonly host?: string;
}

export const USUAL_SEED = 7;
/** The simulators are on this machine and every answer is quick: nobody waits long for Ctrl-C. */
const DRAIN_MS = 1_000;

export async function demo({ seed = USUAL_SEED, port, host }: DemoCommand, terminal: Terminal): Promise<void> {
  const listenOn = port ?? demoPort(terminal.env);
  const dataDir = path.join(terminal.cwd, '.onefold', 'demo');
  const { apiKey } = openDemoSecrets(dataDir, seed);
  const sources = await startDemoSources({ seed });
  try {
    const config: Config = demoConfig({
      port: listenOn,
      host,
      dataDir,
      seed,
      baseUrls: addresses(sources.sources),
      credentials: sources.credentials,
    });
    const queries = demoQueries(groundTruth(sources.population));
    await serve(config, {
      interrupted: terminal.interrupted,
      drainDelayMs: 0,
      drainTimeoutMs: DRAIN_MS,
      page: { apiKey, query: queries.map(({ title, document }) => `# ${title}\n${document}\n`).join('\n') },
      onReady: (url) => {
        announce(url, apiKey, queries, terminal);
        announceSimulators(sources.sources, terminal);
      },
    });
  } finally {
    await sources.close();
  }
}

/** `onefold demo --truth`: what a gateway must answer about the invented people. */
export function printTruth(seed: number | undefined, terminal: Terminal): void {
  terminal.out(JSON.stringify(groundTruth(generatePopulation(seed ?? USUAL_SEED)), null, 2));
}

export function addresses(
  sources: readonly { readonly name: string; readonly baseUrl: string }[],
): Record<'crm' | 'shop' | 'support', string> {
  const of = (name: string): string => {
    const source = sources.find((candidate) => candidate.name === name);
    if (!source) throw new Error(`the demo has no source ${name}`);
    return source.baseUrl;
  };
  return { crm: of('crm'), shop: of('shop'), support: of('support') };
}

function announce(url: string, apiKey: string, queries: ReturnType<typeof demoQueries>, terminal: Terminal): void {
  const paint = painter(terminal.colours);
  terminal.out(paint('bold', `Onefold is ready at ${url}  demo key ${apiKey}`));
  terminal.out('');
  terminal.out(
    'Open the address in a browser to write queries, or try these three (in the demo no key is needed to read):',
  );
  for (const { title, document } of queries) {
    terminal.out('');
    terminal.out(paint('cyan', title));
    terminal.out(document);
    terminal.out(paint('dim', curl(url, document)));
  }
}

function announceSimulators(
  simulators: readonly { readonly name: string; readonly vendor: string; readonly controlUrl: string }[],
  terminal: Terminal,
): void {
  terminal.out('');
  terminal.out('The simulated vendors misbehave on demand (docs/getting-started.md):');
  for (const { name, vendor, controlUrl } of simulators)
    terminal.out(`  ${name.padEnd(8)} ${vendor.padEnd(8)} ${controlUrl}`);
  terminal.out('');
  terminal.out('Ctrl-C ends everything.');
}

function curl(url: string, document: string): string {
  const body = JSON.stringify({ query: document.replace(/\s+/g, ' ') }).replaceAll("'", "'\\''");
  return `curl -s ${url}/graphql -H 'content-type: application/json' -d '${body}'`;
}
