/** `onefold schema`: what `schema/` holds, as the code says it. */
import 'reflect-metadata';
import { printApiSchema, printSubgraphSchema } from '../api/schema';
import { configJsonSchema, connectorJsonSchema } from '../config';
import type { Terminal } from './terminal';

export function printSchema(
  options: { readonly federation?: true; readonly configSchema?: true; readonly connectorSchema?: true },
  terminal: Terminal,
): void {
  if (options.connectorSchema) terminal.out(JSON.stringify(connectorJsonSchema(), null, 2));
  else if (options.configSchema) terminal.out(JSON.stringify(configJsonSchema(), null, 2));
  else terminal.out((options.federation ? printSubgraphSchema() : printApiSchema()).trimEnd());
}
