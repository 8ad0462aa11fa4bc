import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { supervisorStatusSchema, type ProcessName, type SupervisorStatus } from '@flywheel/contracts';

export const repository = fileURLToPath(new URL('..', import.meta.url));
const cli = join(repository, 'apps/cli/src/main.ts');

/** The platform as a person starts it: the real command line with a state folder and ports of its own. */
export interface Platform {
  readonly home: string;
  /** Everything printed so far. */
  output: () => string;
  status: () => SupervisorStatus | null;
  pidOf: (name: ProcessName) => number | null;
  urlOf: (name: ProcessName) => string;
  /** Resolves with the exit code of the command line. */
  exited: Promise<number | null>;
  signal: (name: NodeJS.Signals) => void;
  /** Waits until the condition holds; fails with the output so far when the command ends first. */
  until: (what: string, condition: () => boolean | Promise<boolean>, seconds?: number) => Promise<void>;
}

export async function startPlatform(options: {
  home: string;
  args: string[];
  environment?: Record<string, string>;
}): Promise<Platform> {
  const { home, environment } = options;
  let text = '';
  let ended = false;
  const child = spawn(process.execPath, [cli, 'up', ...options.args], {
    cwd: repository,
    env: { ...process.env, ...(await portsOfOurOwn()), ...environment, FLYWHEEL_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const exited = exitCodeOf(child).finally(() => (ended = true));
  const status = (): SupervisorStatus | null => readStatus(home);
  return {
    home,
    output: () => text,
    status,
    pidOf: (name) => status()?.processes.find((process) => process.name === name)?.pid ?? null,
    urlOf: (name) => status()!.processes.find((process) => process.name === name)!.url,
    exited,
    signal: (name) => child.kill(name),
    until: async (what, condition, seconds = 120) => {
      for (const started = Date.now(); !(await condition()); await delay(100)) {
        if (ended) throw new Error(`the platform ended before ${what}:\n${text.slice(-4000)}`);
        if (Date.now() - started > seconds * 1000)
          throw new Error(`not within ${seconds} s: ${what}\n${text.slice(-4000)}`);
      }
    },
  };
}

/** Runs one command to its end. */
export function runCli(
  home: string,
  args: string[],
  environment: Record<string, string> = {},
): Promise<{ code: number | null; output: string }> {
  let output = '';
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: repository,
    env: { ...process.env, ...environment, FLYWHEEL_HOME: home },
  });
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return exitCodeOf(child).then((code) => ({ code, output }));
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A killed process that nobody has waited for is gone for every purpose but this list.
    return !existsSync(`/proc/${pid}/stat`) || !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false; // no such process
  }
}

function exitCodeOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code));
  });
}

function readStatus(home: string): SupervisorStatus | null {
  const file = join(home, 'status.json');
  return existsSync(file) ? supervisorStatusSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : null;
}

/** Free ports, so that a platform of the reader's own does not disturb the test nor the test it. */
async function portsOfOurOwn(): Promise<Record<string, string>> {
  const names = ['POSTGRES_PORT', 'REGISTRY_PORT', 'INFERENCE_PORT', 'MONITOR_PORT', 'TRAINER_PORT'];
  const servers = await Promise.all(names.map(() => listen()));
  const ports = servers.map((server) => String((server.address() as AddressInfo).port));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return Object.fromEntries(names.map((name, index) => [name, ports[index]!]));
}

export async function freePort(): Promise<number> {
  const server = await listen();
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function listen(): Promise<ReturnType<typeof createServer>> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}
