import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { supervisorStatusSchema, type SupervisorStatus } from '@flywheel/contracts';
import { notRunning, statusUnreadable } from '../errors.ts';
import { findSupervisor } from './lock.ts';

const fileIn = (home: string): string => join(home, 'status.json');

/** Status of the supervisor that runs from this folder; null when none does, whatever a killed one has left. */
export function readStatus(home: string): SupervisorStatus | null {
  const file = fileIn(home);
  const pid = findSupervisor(home);
  if (pid === null || !existsSync(file)) return null;
  const status = supervisorStatusSchema.safeParse(parseJson(readFileSync(file, 'utf8')));
  if (!status.success) throw statusUnreadable({ file, pid }, status.error);
  return status.data.supervisorPid === pid ? status.data : null;
}

export function requireStatus(home: string): SupervisorStatus {
  const status = readStatus(home);
  if (status === null) throw notRunning({ home });
  return status;
}

/** Replaced as a whole, so that a reader never sees half of it. It holds the database's password: owner only. */
export function writeStatus(home: string, status: SupervisorStatus): void {
  const temporary = `${fileIn(home)}.new`;
  writeFileSync(temporary, `${JSON.stringify(status, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, fileIn(home));
}

export function removeStatus(home: string): void {
  for (const file of [fileIn(home), `${fileIn(home)}.new`]) rmSync(file, { force: true });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // matches no schema
  }
}
