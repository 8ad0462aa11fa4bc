import { accessSync, constants, existsSync, mkdirSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { diskFull, homeNotWritable } from '../errors.ts';
import { takeLock } from './lock.ts';

/** A new database, one dataset version and some models; `flywheel doctor` asks for more. */
const NEEDED_MB = 300;

/** Free blocks of a disk and their size in bytes, as statfs tells. */
interface Space {
  bavail: number;
  bsize: number;
}

/** Makes the state folder and takes its lock; refuses a full disk, a read-only folder, and a second supervisor. */
export function prepareHome(home: string): void {
  makeHome(home);
  try {
    takeLock(home);
  } catch (error) {
    throw isSystemError(error) ? homeNotWritable({ home, reason: error.code }, error) : error;
  }
}

export function makeHome(home: string, readSpace: (folder: string) => Space = statfsSync): void {
  const ground = nearestExisting(home);
  try {
    accessSync(ground, constants.W_OK);
    checkSpace(home, readSpace(ground));
    mkdirSync(join(home, 'logs'), { recursive: true });
  } catch (error) {
    throw isSystemError(error) ? homeNotWritable({ home, reason: error.code }, error) : error;
  }
}

function checkSpace(home: string, { bavail, bsize }: Space): void {
  const freeMb = Math.floor((bavail * bsize) / 1e6);
  if (freeMb < NEEDED_MB) throw diskFull({ home, freeMb, neededMb: NEEDED_MB });
}

/** The folder itself, or the nearest one above it that exists. */
export function nearestExisting(folder: string): string {
  return existsSync(folder) ? folder : nearestExisting(dirname(folder));
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}
