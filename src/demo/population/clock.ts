/** The moment at which the population is taken; nothing in it is later. */
export const NOW = '2026-11-01T00:00:00Z';

export const DAY = 86_400_000;
const NOW_MS = Date.parse(NOW);

/** RFC 3339 in whole seconds, as Shopify and Zendesk write it. */
export function seconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** RFC 3339 with milliseconds, as HubSpot writes it. */
export function milliseconds(at: string): string {
  return new Date(Date.parse(at)).toISOString();
}

/** `ms` after `at`, but never after the population was taken. */
export function after(at: string, ms: number): string {
  return seconds(Math.min(Date.parse(at) + ms, NOW_MS));
}
