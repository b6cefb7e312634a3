/** A terminal whose lines a test can read, and which it can interrupt. */

import type { Terminal } from '../../src/cli/terminal';
import type { Environment } from '../../src/config';

export interface CapturedTerminal extends Terminal {
  readonly output: string[];
  readonly complaints: string[];
  interrupt(): void;
  /** Resolves with the first line, on either stream, that matches. */
  line(pattern: RegExp): Promise<string>;
}

export function capturedTerminal(options: { cwd?: string; env?: Environment } = {}): CapturedTerminal {
  const controller = new AbortController();
  const output: string[] = [];
  const complaints: string[] = [];
  const waiting: { pattern: RegExp; resolve: (line: string) => void }[] = [];
  const take = (lines: string[]) => (line: string) => {
    for (const part of line.split('\n')) lines.push(part);
    for (const { pattern, resolve } of waiting) if (pattern.test(line)) resolve(line);
  };
  return {
    out: take(output),
    err: take(complaints),
    output,
    complaints,
    colours: false,
    cwd: options.cwd ?? process.cwd(),
    env: options.env ?? {},
    interrupted: controller.signal,
    interrupt: () => controller.abort(),
    line(pattern) {
      const seen = [...output, ...complaints].find((line) => pattern.test(line));
      if (seen !== undefined) return Promise.resolve(seen);
      return new Promise((resolve) => waiting.push({ pattern, resolve }));
    },
  };
}
