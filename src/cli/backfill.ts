/** `onefold backfill`: links everybody in the sources, or says what that would do. */
import path from 'node:path';
import { setTimeout as pauseFor } from 'node:timers/promises';
import { backfill, NotWalkable, type Progress, type Report, sourcesToWalk } from '../backfill/backfill';
import { type Config, demoConfig, hasConfigFile, loadConfig } from '../config';
import { startDemoSources } from '../demo/demo-sources';
import { createGateway } from '../gateway';
import { createLogger } from '../telemetry/logger';
import { reportLines } from './backfill-report';
import { addresses, USUAL_SEED } from './demo';
import { CommandFailure } from './failure';
import { printable, type Terminal } from './terminal';

interface BackfillCommand {
  readonly config?: string;
  readonly dryRun?: true;
  readonly json?: true;
  readonly workDir?: string;
}

/** @throws ConfigError, or CommandFailure where the run did not come to its end. */
export async function backfillCommand(
  named: readonly string[],
  options: BackfillCommand,
  terminal: Terminal,
): Promise<void> {
  const workDir = path.resolve(terminal.cwd, options.workDir ?? path.join('.onefold', 'backfill'));
  if (options.config !== undefined || hasConfigFile(terminal.cwd)) {
    const config = loadConfig({ file: options.config, env: terminal.env, cwd: terminal.cwd });
    return runWith(config, workDir, named, options, terminal);
  }
  terminal.err('There is no onefold.yml here: the demo is walked, invented people.');
  const sources = await startDemoSources({ seed: USUAL_SEED });
  try {
    const config = demoConfig({
      port: 0,
      dataDir: path.join(terminal.cwd, '.onefold', 'demo'),
      seed: USUAL_SEED,
      baseUrls: addresses(sources.sources),
      credentials: sources.credentials,
    });
    await runWith(config, workDir, named, options, terminal);
  } finally {
    await sources.close();
  }
}

async function runWith(
  config: Config,
  folder: string,
  named: readonly string[],
  options: BackfillCommand,
  terminal: Terminal,
): Promise<void> {
  const { interrupted } = terminal;
  const dryRun = options.dryRun === true;
  const show = options.json || !terminal.live ? jsonProgress(terminal) : bar(terminal.live);
  const gateway = await createGateway(config, { logger: createLogger('silent'), readOnly: dryRun });
  try {
    const outcome = await backfill({
      sources: gateway.sources,
      walked: sourcesToWalk(gateway.sources, named),
      identity: gateway.identity,
      foresight: gateway.foresight,
      checkpoints: gateway.store,
      rules: config.identity.linking,
      dryRun,
      folder,
      encryptionKey: config.identity.encryptionKey,
      now: Date.now,
      monotonic: () => performance.now(),
      interrupted,
      pause: (ms) => pauseFor(ms, undefined, { signal: interrupted }).catch(() => undefined),
      onProgress: show.progress,
    });
    show.end();
    switch (outcome.status) {
      case 'FAILED':
        throw new CommandFailure(
          [
            ...outcome.failures.map(({ source, fault }) => `${source}: ${fault.state}, ${printable(fault.message)}`),
            dryRun
              ? 'Nothing was written.'
              : 'Nobody was linked. What was read is kept: the same command goes on from there. Other sources can be named without these.',
          ].join('\n'),
        );
      case 'INTERRUPTED':
        throw new CommandFailure(
          dryRun ? 'Interrupted. Nothing was written.' : 'Interrupted. The same command goes on from there.',
        );
      case 'DONE':
        return tell(outcome.report, options, terminal);
    }
  } catch (error) {
    show.end();
    throw error instanceof NotWalkable ? new CommandFailure(error.message, 2) : error;
  } finally {
    await gateway.close();
  }
}

function tell(report: Report, { json }: BackfillCommand, terminal: Terminal): void {
  if (json || !terminal.live) terminal.out(JSON.stringify({ event: 'report', ...report }));
  else for (const line of reportLines(report, terminal.colours)) terminal.out(line);
  const unreadable = Object.entries(report.sources).filter(([, source]) => source.unreadable > 0);
  if (unreadable.length === 0) return;
  const names = unreadable.map(([name, source]) => `${name} (${source.unreadable})`).join(', ');
  throw new CommandFailure(`Records were left out whose identifiers could not be read: ${names}. See onefold check.`);
}

interface Show {
  progress(progress: Progress): void;
  end(): void;
}

function jsonProgress(terminal: Terminal): Show {
  return {
    progress: (progress) => terminal.out(JSON.stringify({ event: 'progress', ...progress })),
    end: () => undefined,
  };
}

const BAR = 30;

function bar(live: (line: string) => void): Show {
  const read = new Map<string, number>();
  return {
    progress(progress) {
      if (progress.phase === 'walking') read.set(progress.source, progress.records);
      const counts = [...read].map(([source, records]) => `${source} ${records}`).join('  ');
      switch (progress.phase) {
        case 'walking':
          return live(`reading  ${counts}`);
        case 'waiting':
          return live(
            `waiting ${Math.ceil(progress.ms / 1000)} s for ${progress.source ?? 'a source'} (${progress.state})  ${counts}`,
          );
        case 'linking': {
          const share = progress.of === 0 ? 1 : progress.linked / progress.of;
          const full = Math.round(share * BAR);
          return live(`linking  [${'#'.repeat(full)}${'.'.repeat(BAR - full)}] ${progress.linked} of ${progress.of}`);
        }
      }
    },
    end: () => live(''),
  };
}
