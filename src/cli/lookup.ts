/** `onefold lookup <identifier>`: asks a running gateway who that is. */
import { LookUpCustomerDocument } from '../generated/graphql';
import { type AskOptions, askGateway } from './ask-gateway';
import { lookupPage } from './customer-page';
import { CommandFailure } from './failure';
import { identifierArgument } from './identifier-argument';
import type { Terminal } from './terminal';

/** @throws CommandFailure where there is no answer, or the answer has no result. */
export async function lookup(written: string, options: AskOptions, terminal: Terminal): Promise<void> {
  const identifier = identifierArgument(written);
  const data = await askGateway(LookUpCustomerDocument, { identifier }, options, terminal);
  const result = data?.customerByIdentifier;
  if (!result) throw new CommandFailure('The gateway gave no result.');
  if (!options.json) for (const line of lookupPage(result, terminal.colours)) terminal.out(line);
}
