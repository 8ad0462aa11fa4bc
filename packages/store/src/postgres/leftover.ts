import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { removeForgottenCopy } from './binaries.ts';

/** A fast shutdown that takes longer is cut short with SIGQUIT; the next start recovers from the write-ahead log. */
const FAST_SHUTDOWN_TENTHS = 50;

/**
 * Tidies up after a process that was killed with its PostgreSQL running from `folder`: ends the server, removes a lock
 * file that no server holds, the copy of the programs, and a data folder whose creation was interrupted.
 * The process id comes from the lock file; on Linux its name is checked as well.
 */
export async function endLeftover(folder: string): Promise<void> {
  const data = join(folder, 'data');
  await endServer(data);
  await removeForgottenCopy(folder);
  if (!existsSync(initialisingFile(folder))) return;
  await rm(data, { recursive: true, force: true });
  await rm(initialisingFile(folder), { force: true });
}

/** Exists while initdb runs: what it leaves when it is killed looks like a data folder and is none. */
export const initialisingFile = (folder: string): string => join(folder, 'initialising');

async function endServer(data: string): Promise<void> {
  const lock = join(data, 'postmaster.pid');
  if (!existsSync(lock)) return;
  const pid = Number((await readFile(lock, 'utf8')).split('\n')[0]);
  if (await isPostgres(pid)) {
    process.kill(pid, 'SIGINT');
    for (let waited = 0; waited < 100 && (await isPostgres(pid)); waited += 1) {
      if (waited === FAST_SHUTDOWN_TENTHS) process.kill(pid, 'SIGQUIT');
      await delay(100);
    }
  }
  await rm(lock, { force: true });
}

async function isPostgres(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false; // no such process
  }
  if (!existsSync('/proc/self/comm')) return true; // only Linux tells the name
  // Without the file the process has ended just now.
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  return name.startsWith('postgres');
}
