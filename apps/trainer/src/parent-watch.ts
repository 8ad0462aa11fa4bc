import { workerData } from 'node:worker_threads';

/**
 * A thread of the training process that kills it when its parent is gone. The main thread may be deep in a computation and
 * would hear of the closed channel too late: two processes would train at once.
 */
const EVERY_MS = 500;
const parentPid: unknown = workerData;

setInterval(() => {
  if (process.ppid !== parentPid) process.kill(process.pid, 'SIGKILL');
}, EVERY_MS);
