/** Child processes on a core of their own, and what they use of it. Every child started here is ended by `endAll`. */
import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const SECOND_MS = 1000;
const children = new Set();

/** Cores that this process may run on; one where the system does not tell. */
export const cores = allowedCores();
export const canPin = cores.length > 1 && hasTaskset();

function allowedCores() {
  try {
    const [, list] = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    return list.split(',').flatMap((range) => {
      const [from, to = from] = range.split('-').map(Number);
      return Array.from({ length: to - from + 1 }, (_, i) => from + i);
    });
  } catch {
    return [0];
  }
}

function hasTaskset() {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export function pinSelf(core) {
  if (canPin) execFileSync('taskset', ['-a', '-p', '-c', String(core), String(process.pid)], { stdio: 'ignore' });
}

/** Starts Node with a script. `ready(child)` resolves with what the caller needs; a child that ends before rejects. */
export async function start(core, script, args, options, ready) {
  const command = canPin ? ['taskset', '-c', String(core), process.execPath] : [process.execPath];
  const child = spawn(command[0], [...command.slice(1), script, ...args], {
    stdio: options.stdio,
    cwd: options.cwd,
    env: { ...process.env, NODE_ENV: 'production', ...options.env },
  });
  children.add(child);
  const ended = new Promise((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      children.delete(child);
      reject(new Error(`${script} ended (${signal ?? code}) ${options.saidOnError?.() ?? ''}`.trim()));
    });
  });
  ended.catch(() => undefined);
  const late = new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`${script}: not ready within 30 s`)), 30 * SECOND_MS).unref();
  });
  return { child, ready: await Promise.race([ready(child), ended, late]) };
}

export async function endAll() {
  const ending = [...children].map(
    (child) =>
      new Promise((resolve) => {
        const insist = setTimeout(() => child.kill('SIGKILL'), 5 * SECOND_MS);
        child.once('exit', () => {
          clearTimeout(insist);
          resolve();
        });
        child.kill('SIGTERM');
      }),
  );
  await Promise.all(ending);
}

/** CPU that a process has used so far, all its threads, ms; undefined where the system does not tell. */
export function cpuMsOf(pid) {
  try {
    // Nanoseconds a thread; /proc/pid/stat counts in hundredths of a second, too coarse for a round with few queries.
    const threads = readdirSync(`/proc/${pid}/task`);
    const ran = (thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
    return threads.reduce((sum, thread) => sum + ran(thread), 0) / 1e6;
  } catch {
    return undefined;
  }
}

/** Resident memory, MiB; undefined where the system does not tell. */
export function rssMiBOf(pid) {
  try {
    return Number(/^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
  } catch {
    return undefined;
  }
}
