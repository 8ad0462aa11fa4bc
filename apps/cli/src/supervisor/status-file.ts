import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { supervisorStatusSchema, type SupervisorStatus } from '@flywheel/contracts';
import { notRunning } from '../errors.ts';

const fileIn = (home: string): string => join(home, 'status.json');

/** Status of the supervisor that runs from this folder; null when none does (a stale file counts as none). */
export function readStatus(home: string): SupervisorStatus | null {
  if (!existsSync(fileIn(home))) return null;
  const status = supervisorStatusSchema.safeParse(JSON.parse(readFileSync(fileIn(home), 'utf8')));
  return status.success && isAlive(status.data.supervisorPid) ? status.data : null;
}

export function requireStatus(home: string): SupervisorStatus {
  const status = readStatus(home);
  if (status === null) throw notRunning({ home });
  return status;
}

/** Replaced as a whole, so that a reader never sees half of it. It holds the database's password: owner only. */
export function writeStatus(home: string, status: SupervisorStatus): void {
  const temporary = `${fileIn(home)}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(status, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, fileIn(home));
}

export function removeStatus(home: string): void {
  rmSync(fileIn(home), { force: true });
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
