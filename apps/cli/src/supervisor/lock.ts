import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alreadyRunning } from '../errors.ts';

const mainFile = join('apps', 'cli', 'src', 'main.ts');
const fileIn = (home: string): string => join(home, 'supervisor.pid');

/** One supervisor per state folder: taken before anything starts, given back when everything has ended. */
export function takeLock(home: string): void {
  const stale = readHolder(home);
  const holder = findSupervisor(home);
  if (holder !== null && holder !== process.pid) throw alreadyRunning({ pid: holder, home });
  // Another start may have replaced the lock of a dead supervisor meanwhile: only what was read is removed.
  if (stale !== null && readHolder(home) === stale) rmSync(fileIn(home), { force: true });
  try {
    writeFileSync(fileIn(home), `${process.pid}\n`, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw alreadyRunning({ pid: findSupervisor(home) ?? 0, home }, error); // both started at the same moment
  }
}

export function releaseLock(home: string): void {
  rmSync(fileIn(home), { force: true });
}

/** Process id of the supervisor that runs from this folder; null when none does, or the one that did was killed. */
export function findSupervisor(home: string): number | null {
  const pid = readHolder(home);
  return pid !== null && isAlive(pid) && isCommandLine(pid) ? pid : null;
}

function readHolder(home: string): number | null {
  return existsSync(fileIn(home)) ? Number.parseInt(readFileSync(fileIn(home), 'utf8'), 10) : null;
}

export function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The number of a process that was killed may have gone to another program. */
function isCommandLine(pid: number): boolean {
  if (process.platform === 'win32') return true; // there is no cheap way to tell
  const file = `/proc/${pid}/cmdline`;
  if (existsSync(file)) return readFileSync(file, 'utf8').includes(mainFile);
  const { stdout } = spawnSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout === null || stdout.includes(mainFile); // null: no ps here
}
