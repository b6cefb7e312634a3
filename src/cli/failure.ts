/** From what was thrown to what a person reads: one plain sentence where the cause is known, and the exit code. */
import { ConfigError, complaintText } from '../config';
import { OnefoldError } from '../errors';
import { StoreUnavailable } from '../identity/store/contract';
import type { ExitCode, Terminal } from './terminal';

/** A failure whose message is written for the person at the terminal. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  constructor(
    message: string,
    readonly exitCode: ExitCode = 1,
  ) {
    super(message);
  }
}

export function reportFailure(error: unknown, terminal: Terminal): ExitCode {
  if (error instanceof ConfigError) {
    const count = error.complaints.length;
    terminal.err(`The configuration has ${count === 1 ? 'a mistake' : `${count} mistakes`}:`);
    for (const complaint of error.complaints) terminal.err(`  ${complaintText(complaint)}`);
    return 2;
  }
  if (error instanceof CommandFailure) {
    terminal.err(error.message);
    return error.exitCode;
  }
  terminal.err(plainSentence(error));
  return 1;
}

function plainSentence(error: unknown): string {
  if (error instanceof StoreUnavailable || error instanceof OnefoldError) return error.message;
  const { code, path, port, address, syscall } = (error ?? {}) as NodeJS.ErrnoException & {
    port?: number;
    address?: string;
  };
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use. Stop what uses it, or take another: PORT=4001, or server.port in onefold.yml.`;
    case 'EADDRNOTAVAIL':
      return `This machine has no address ${address}. Set server.host in onefold.yml to one that it has.`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return syscall === 'listen'
        ? `Port ${port} may not be used by this user. Take one from 1024 on: PORT=4000, or server.port in onefold.yml.`
        : `${path ?? 'A file'} cannot be written (${code}). Give this user the right to, or name another folder.`;
    case 'ENOSPC':
      return 'The disk is full.';
    default:
      if (!(error instanceof Error)) return String(error);
      // What the rooms throw for people is a plain Error with a sentence; anything else is a defect, and shows where.
      return error.name === 'Error' ? error.message : (error.stack ?? `${error.name}: ${error.message}`);
  }
}
