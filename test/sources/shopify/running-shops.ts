/** Shops started by a test file, closed after each of its tests. */
import { setMaxListeners } from 'node:events';
import { type SimulatedShopify, startShopify } from './simulated-shopify';

const running: SimulatedShopify[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((shopify) => shopify.close()));
});

export async function open(...setup: Parameters<typeof startShopify>): Promise<SimulatedShopify> {
  const shopify = await startShopify(...setup);
  running.push(shopify);
  return shopify;
}

/** A call that nobody hurries. */
export const context = { signal: new AbortController().signal };
// Tests run more calls at once under it than Node expects of one signal.
setMaxListeners(0, context.signal);
