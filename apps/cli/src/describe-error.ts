import { AppError } from '@flywheel/contracts';
import { z } from 'zod';

/** What the system's own failures mean to the person at the keyboard. */
const meanings: Record<string, (path: string) => string> = {
  ENOSPC: (path) => `the disk is full (${path}). Free some space or set FLYWHEEL_HOME to another disk.`,
  EDQUOT: (path) => `your disk quota is used up (${path}). Free some space or set FLYWHEEL_HOME elsewhere.`,
  EROFS: (path) => `${path} is on a read-only disk. Give a folder that can be written.`,
  EACCES: (path) => `${path} may not be read or written by you. Change its permissions or give another.`,
  EPERM: (path) => `${path} may not be changed by you. Change its permissions or give another.`,
  ENOENT: (path) => `there is no ${path}. Correct the path, or make it with the command of the stage before.`,
  ENOTDIR: (path) => `${path} is not a folder. Give the folder.`,
  EISDIR: (path) => `${path} is a folder. Give a file.`,
};

/** One message for a failure of a command. Only what nobody foresaw keeps its stack: that is a bug to report. */
export function describeError(error: unknown): string {
  if (error instanceof AppError) return `flywheel: ${error.message}`;
  if (error instanceof z.ZodError)
    return `flywheel: what was read is not of the expected shape, was it made by another version?\n${z.prettifyError(error)}`;
  if (error instanceof Error) {
    const { code = '', path, dest } = error as NodeJS.ErrnoException & { dest?: string };
    const meaning = Object.hasOwn(meanings, code) ? meanings[code] : undefined;
    const place = dest ?? path ?? error.message;
    return meaning ? `flywheel: ${meaning(place)}` : (error.stack ?? error.message);
  }
  return String(error);
}
