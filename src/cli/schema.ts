/** `onefold schema`: what `schema/` holds, as the code says it. */
import 'reflect-metadata';
import { printApiSchema, printSubgraphSchema } from '../api/schema';
import { configJsonSchema } from '../config';
import type { Terminal } from './terminal';

export function printSchema(
  options: { readonly federation?: true; readonly configSchema?: true },
  terminal: Terminal,
): void {
  if (options.configSchema) terminal.out(JSON.stringify(configJsonSchema(), null, 2));
  else terminal.out((options.federation ? printSubgraphSchema() : printApiSchema()).trimEnd());
}
