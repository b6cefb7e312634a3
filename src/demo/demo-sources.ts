/** The three simulated vendors over one population, each on a port of its own. */
import { createHubSpotDialect, HUBSPOT_DEMO_TOKEN } from './hubspot';
import { generatePopulation, type Population } from './population/population';
import { createShopifyDialect, SHOPIFY_DEMO_TOKEN } from './shopify';
import type { Dialect, SimulatedRequest, SimulatedResponse } from './simulator';
import { type RunningSimulator, startSimulator } from './simulator-server';
import type { World } from './world';
import { createZendeskDialect, ZENDESK_DEMO_CREDENTIALS } from './zendesk';

export interface DemoSourcesOptions {
  readonly seed: number;
  readonly persons?: number;
  /** Ports by source; default: free ones. */
  readonly ports?: Partial<Record<DemoSourceName, number>>;
  /** Sees the undistorted traffic of all three. */
  readonly onExchange?: (name: DemoSourceName, request: SimulatedRequest, response: SimulatedResponse) => void;
}

type DemoSourceName = 'crm' | 'shop' | 'support';

interface DemoSource extends RunningSimulator {
  readonly name: DemoSourceName;
  readonly vendor: Dialect['vendor'];
}

export interface DemoSources {
  readonly sources: readonly DemoSource[];
  /** The credentials that the simulators accept. */
  readonly credentials: {
    readonly hubspotToken: string;
    readonly shopifyToken: string;
    readonly zendesk: { readonly email: string; readonly token: string };
  };
  readonly population: Population;
  close(): Promise<void>;
}

const DIALECTS: readonly (readonly [DemoSourceName, (world: World) => Dialect])[] = [
  ['crm', createHubSpotDialect],
  ['shop', createShopifyDialect],
  ['support', createZendeskDialect],
];

/** @throws NodeJS.ErrnoException when a port is taken; nothing is left running then. */
export async function startDemoSources(options: DemoSourcesOptions): Promise<DemoSources> {
  const population = generatePopulation(options.seed, { persons: options.persons });
  const sources: DemoSource[] = [];
  const close = async () => {
    await Promise.all(sources.map((source) => source.close()));
  };
  try {
    for (const [name, createDialect] of DIALECTS) {
      const dialect = createDialect(population.world);
      const { onExchange } = options;
      const simulator = await startSimulator(dialect, {
        port: options.ports?.[name],
        ...(onExchange && { onExchange: (request, response) => onExchange(name, request, response) }),
      });
      sources.push({ name, vendor: dialect.vendor, ...simulator });
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    sources,
    credentials: {
      hubspotToken: HUBSPOT_DEMO_TOKEN,
      shopifyToken: SHOPIFY_DEMO_TOKEN,
      zendesk: ZENDESK_DEMO_CREDENTIALS,
    },
    population,
    close,
  };
}
