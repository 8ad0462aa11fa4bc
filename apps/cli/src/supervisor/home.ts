import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { alreadyRunning, homeNotWritable } from '../errors.ts';
import { readStatus } from './status-file.ts';

/** Makes the state folder and its logs, and refuses when a supervisor runs from it already. */
export function prepareHome(home: string): string {
  try {
    mkdirSync(join(home, 'logs'), { recursive: true });
    accessSync(home, constants.W_OK);
  } catch (error) {
    throw homeNotWritable({ home, reason: (error as NodeJS.ErrnoException).code ?? String(error) }, error);
  }
  const other = readStatus(home);
  if (other !== null && other.supervisorPid !== process.pid) {
    throw alreadyRunning({ pid: other.supervisorPid, home });
  }
  return home;
}
