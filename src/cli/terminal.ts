/** What a command sees of the terminal it runs in. Tests hand in their own. */
import type { Environment } from '../config';

export interface Terminal {
  /** A line of the result. */
  out(line: string): void;
  /** A line for the person who waits: progress, complaints. */
  err(line: string): void;
  /** Shows a line in place of the last one shown so; empty: none any more. Absent where nobody watches. */
  readonly live?: (line: string) => void;
  /** Whether the result goes to a terminal that shows colours. */
  readonly colours: boolean;
  readonly cwd: string;
  /** Absent: the environment of the process. */
  readonly env?: Environment;
  /** Fires when the user (Ctrl-C) or the machine (SIGTERM) wants the command to end. */
  readonly interrupted: AbortSignal;
}

/** 0: done. 1: it failed. 2: the command line or the config is wrong. */
export type ExitCode = 0 | 1 | 2;

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
export type Colour = keyof typeof CODES;

export type Paint = (colour: Colour, text: string) => string;

export function painter(colours: boolean): Paint {
  return (colour, text) => (colours ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text);
}

/**
 * Text of a source as a terminal may show it: control characters, which could move the cursor or start a command of the
 * terminal, and characters that turn the direction of writing are left out.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ');
}
