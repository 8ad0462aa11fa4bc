import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Ends a server that still runs on this data folder because the supervisor above it was killed, and removes a lock
 * file that no server holds. The process id comes from the lock file; on Linux its name is checked as well.
 */
export async function endLeftover(data: string): Promise<void> {
  const lock = join(data, 'postmaster.pid');
  if (!existsSync(lock)) return;
  const pid = Number((await readFile(lock, 'utf8')).split('\n')[0]);
  if (await isPostgres(pid)) {
    process.kill(pid, 'SIGINT');
    for (let waited = 0; waited < 100 && (await isPostgres(pid)); waited += 1) await delay(100);
  }
  await rm(lock, { force: true });
}

async function isPostgres(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false; // no such process
  }
  const nameFile = `/proc/${pid}/comm`;
  return !existsSync(nameFile) || (await readFile(nameFile, 'utf8')).startsWith('postgres');
}
