import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** First wait before a restart; doubled up to the longest while the process keeps ending at once. */
const FIRST_BACKOFF_MS = 200;
const LONGEST_BACKOFF_MS = 5_000;
const STABLE_AFTER_MS = 10_000;
const KILL_AFTER_MS = 4_000;

export interface SupervisedProcess {
  readonly pid: number | null;
  readonly restarts: number;
  stop: () => Promise<void>;
}

/** Keeps one Node program running: started again whenever it ends, until `stop`. Its output goes to `logFile`. */
export function superviseProcess(options: {
  mainFile: string;
  cwd: string;
  environment: Record<string, string>;
  logFile: string;
  onExit: (reason: string) => void;
}): SupervisedProcess {
  const state = { child: null as ChildProcess | null, restarts: 0, stopping: false };
  const running = keepRunning(options, state);
  return {
    get pid() {
      return state.child?.pid ?? null;
    },
    get restarts() {
      return state.restarts;
    },
    stop: async () => {
      state.stopping = true;
      const { child } = state;
      child?.kill('SIGTERM');
      const kill = setTimeout(() => child?.kill('SIGKILL'), KILL_AFTER_MS);
      await running;
      clearTimeout(kill);
    },
  };
}

async function keepRunning(
  options: Parameters<typeof superviseProcess>[0],
  state: { child: ChildProcess | null; restarts: number; stopping: boolean },
): Promise<void> {
  let backoffMs = FIRST_BACKOFF_MS;
  while (!state.stopping) {
    const started = Date.now();
    const reason = await runOnce(options, (child) => (state.child = child));
    state.child = null;
    if (state.stopping) return;
    options.onExit(reason);
    backoffMs =
      Date.now() - started > STABLE_AFTER_MS ? FIRST_BACKOFF_MS : Math.min(backoffMs * 2, LONGEST_BACKOFF_MS);
    await delay(backoffMs);
    state.restarts += 1;
  }
}

/** The IPC channel carries nothing: when the supervisor dies it closes, and the app stops by itself. */
function runOnce(
  { mainFile, cwd, environment, logFile }: Parameters<typeof superviseProcess>[0],
  onStart: (child: ChildProcess) => void,
): Promise<string> {
  let log: number;
  try {
    log = openSync(logFile, 'a');
  } catch (error) {
    return Promise.resolve((error as Error).message); // a full disk, say: tried again like any other end
  }
  const child = spawn(process.execPath, [mainFile], {
    cwd,
    env: { ...inheritedEnvironment(), ...environment },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  onStart(child);
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

/** What an app may see of the caller's environment: paths and proxies, no secret that is not meant for it. */
function inheritedEnvironment(): Record<string, string> {
  const names = [
    'PATH',
    'HOME',
    'TMPDIR',
    'TEMP',
    'TMP',
    'SystemRoot',
    'TZ',
    'LANG',
    'WANDB_API_KEY',
    'WANDB_BASE_URL',
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'MODELS_FOLDER',
    'CHAMPION_POLL_MS',
    'MAX_REQUESTS_IN_FLIGHT',
    'DRAIN_MS',
    'MONITOR_INTERVAL_SECONDS',
    'TRAINING_HEAP_MB',
    'GIT_COMMIT',
  ];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
