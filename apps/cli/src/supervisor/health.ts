import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessName } from '@flywheel/contracts';
import { processEnded, processNotReady } from '../errors.ts';

const START_LIMIT_SECONDS = 60;
const MOST_RESTARTS = 2;

/** Waits until a process answers /health/live; gives up early when it keeps ending. */
export async function waitUntilLive(options: {
  name: ProcessName;
  url: string;
  logFile: string;
  restarts: () => number;
  signal: AbortSignal;
}): Promise<void> {
  const { name, url, logFile, restarts, signal } = options;
  const deadline = Date.now() + START_LIMIT_SECONDS * 1000;
  while (!(await answers(`${url}/health/live`))) {
    signal.throwIfAborted();
    if (restarts() > MOST_RESTARTS) throw processEnded({ name, lastWords: lastLineOf(logFile), logFile });
    if (Date.now() > deadline) throw processNotReady({ name, seconds: START_LIMIT_SECONDS, logFile });
    await delay(100, undefined, { signal });
  }
}

/** True for an answer of 2xx within two seconds. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false; // not listening yet, or ended
  }
}

function lastLineOf(logFile: string): string {
  const lines = existsSync(logFile) ? readFileSync(logFile, 'utf8').trim().split('\n') : [];
  return lines.at(-1)?.slice(-500) || 'it ended without a word';
}
