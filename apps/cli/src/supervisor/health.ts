import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessName } from '@flywheel/contracts';
import { processNotReady } from '../errors.ts';

const START_LIMIT_SECONDS = 60;

/** Waits until a process answers /health/live. */
export async function waitUntilLive(options: {
  name: ProcessName;
  url: string;
  logFile: string;
}): Promise<void> {
  const { name, url, logFile } = options;
  const deadline = Date.now() + START_LIMIT_SECONDS * 1000;
  while (!(await answers(`${url}/health/live`))) {
    if (Date.now() > deadline) throw processNotReady({ name, seconds: START_LIMIT_SECONDS, logFile });
    await delay(100);
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
