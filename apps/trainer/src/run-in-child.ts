import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { AppError, type JobProgress, type TrainingResult } from '@flywheel/contracts';
import { childMessageSchema, type ChildMessage, type Failure, type StartMessage } from './child-messages.ts';
import { trainingOutOfMemory, trainingProcessCrashed, trainingProtocolBroken } from './errors.ts';

export interface ChildOptions {
  /** Script of the training process. */
  entry: URL;
  /** Environment of the training process. */
  environment: Record<string, string | undefined>;
  heapMegabytes: number;
}

export interface ChildListener {
  signal: AbortSignal;
  progress: (progress: JobProgress) => void;
  log: (line: string) => void;
  onMemory: (bytes: number) => void;
}

/** From SIGTERM to SIGKILL. */
const GRACE_MS = 2000;

/**
 * One thread for TensorFlow and for the libraries that count cores: the same inputs give the same bytes on any machine,
 * and the servers beside it keep the other cores.
 */
const ONE_THREAD = {
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
  OMP_NUM_THREADS: '1',
  UV_THREADPOOL_SIZE: '2',
};

type Ending = { result: TrainingResult } | { error: Error };

/** Trains in a process of its own: it may block, crash or be killed without harm to the queue's lock. Resolves after it has ended. */
export async function runInChild(
  start: StartMessage,
  options: ChildOptions,
  listener: ChildListener,
): Promise<TrainingResult> {
  const { signal } = listener;
  signal.throwIfAborted();
  const child = fork(options.entry, {
    execArgv: [`--max-old-space-size=${options.heapMegabytes}`],
    env: { ...options.environment, ...ONE_THREAD },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output = readOutput(child, listener.log);
  const stop = createStop(child);
  let ending: Ending | undefined;
  child.on('message', (message: unknown) => {
    ending ??= hear(message, listener);
    if (ending !== undefined) stop.soon();
  });
  signal.addEventListener('abort', stop.now, { once: true });
  try {
    child.send(start, (error) => error && stop.now());
    const [code, killedBy] = (await once(child, 'close')) as [number | null, string | null];
    if (ending !== undefined && 'result' in ending) return ending.result;
    signal.throwIfAborted();
    throw ending?.error ?? crash({ code, killedBy, output, heapMegabytes: options.heapMegabytes });
  } finally {
    signal.removeEventListener('abort', stop.now);
    stop.cancel();
    listener.onMemory(0);
  }
}

/** Passes a report on; the last word comes back. */
function hear(message: unknown, listener: ChildListener): Ending | undefined {
  const parsed = childMessageSchema.safeParse(message);
  if (!parsed.success) return { error: trainingProtocolBroken({ problem: parsed.error.issues[0]!.message }) };
  const report: ChildMessage = parsed.data;
  if (report.type === 'result') return { result: report.result };
  if (report.type === 'failure') {
    listener.log(report.failure.stack ?? report.failure.message);
    return { error: revive(report.failure) };
  }
  if (report.type === 'log') listener.log(report.line);
  else {
    listener.onMemory(report.memoryBytes);
    listener.progress(report.progress);
  }
  return undefined;
}

function revive({ name, message, app }: Failure): Error {
  return app === null ? new Error(`${name}: ${message}`) : new AppError({ ...app, message });
}

function createStop(child: ChildProcess): { now: () => void; soon: () => void; cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const soon = (): void => {
    timer ??= setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  };
  const now = (): void => {
    child.kill('SIGTERM');
    soon();
  };
  return { now, soon, cancel: () => clearTimeout(timer) };
}

interface Output {
  lastLine: string;
  isOutOfMemory: boolean;
}

/** What the process prints goes to the job's logs; the last line explains a crash. */
function readOutput(child: ChildProcess, log: (line: string) => void): Output {
  const output: Output = { lastLine: 'none', isOutOfMemory: false };
  for (const stream of [child.stdout, child.stderr] as Readable[]) {
    createInterface(stream).on('line', (line) => {
      if (line.trim() === '') return;
      output.lastLine = line.trim().slice(0, 300);
      if (line.includes('heap out of memory')) output.isOutOfMemory = true;
      log(line);
    });
  }
  return output;
}

function crash(ended: {
  code: number | null;
  killedBy: string | null;
  output: Output;
  heapMegabytes: number;
}): AppError {
  const { code, killedBy, output, heapMegabytes } = ended;
  if (output.isOutOfMemory) return trainingOutOfMemory({ heapMegabytes });
  const how = killedBy === null ? `exit code ${code}` : `signal ${killedBy}`;
  return trainingProcessCrashed({ how, lastLine: output.lastLine });
}
