import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessName, SupervisorStatus } from '@flywheel/contracts';
import { repositoryFolder, type CliConfig } from '../config.ts';
import { alreadyRunning, homeNotWritable, processNotReady } from '../errors.ts';
import { findFreePort } from './ports.ts';
import { APPS, environmentOf, mainFileOf, type AppName, type Ports } from './process-definitions.ts';
import { readStatus, removeStatus, writeStatus } from './status-file.ts';
import { supervisePostgres, type SupervisedPostgres } from './supervised-postgres.ts';
import { superviseProcess, type SupervisedProcess } from './supervised-process.ts';

const PROBE_INTERVAL_MS = 250;
const START_LIMIT_SECONDS = 60;

export interface Supervisor {
  status: () => SupervisorStatus;
  urlOf: (name: ProcessName) => string;
  stop: () => Promise<void>;
}

/**
 * Starts every process and keeps it running; resolves when all of them answer /health/live.
 * The status is kept in $FLYWHEEL_HOME/status.json, which is also the lock against a second supervisor.
 */
export async function startSupervisor(options: {
  config: CliConfig;
  projects: readonly string[];
  say: (text: string) => void;
}): Promise<Supervisor> {
  const { config, projects, say } = options;
  const home = prepareHome(config.FLYWHEEL_HOME);
  const ports = await choosePorts(config, say);
  const startedAt = new Date().toISOString();
  const running: {
    postgres: SupervisedPostgres | null;
    apps: Map<AppName, SupervisedProcess>;
    ready: Map<ProcessName, boolean>;
  } = {
    postgres: null,
    apps: new Map(),
    ready: new Map(),
  };
  const urlOf = (name: ProcessName): string =>
    `${name === 'postgres' ? 'postgres' : 'http'}://${config.HOST}:${ports[name]}`;
  const onExit = (name: ProcessName) => (reason: string) => {
    running.ready.set(name, false);
    say(`${name} ended (${reason}), starting it again`);
  };
  const databaseUrl = (): string => config.DATABASE_URL ?? running.postgres!.url;
  const status = (): SupervisorStatus => ({
    supervisorPid: process.pid,
    startedAt,
    databaseUrl: databaseUrl(),
    processes: [
      ...(running.postgres ? [describe('postgres', running.postgres, running.postgres.pid !== null)] : []),
      ...[...running.apps].map(([name, app]) => describe(name, app, running.ready.get(name) ?? false)),
    ],
  });
  const describe = (
    name: ProcessName,
    { pid, restarts }: { pid: number | null; restarts: number },
    ready: boolean,
  ) => ({
    name,
    pid,
    port: ports[name],
    url: urlOf(name),
    ready,
    restarts,
  });
  let stopping = false;
  const stop = async (): Promise<void> => {
    stopping = true;
    await Promise.all([...running.apps.values()].map((app) => app.stop()));
    await running.postgres?.stop();
    removeStatus(home);
  };

  try {
    if (config.DATABASE_URL === undefined) {
      const exited = onExit('postgres');
      running.postgres = await supervisePostgres({
        folder: join(home, 'postgres'),
        port: ports.postgres,
        onExit: () => exited('its process is gone'),
      });
    }
    const environment = environmentOf({ config, ports, databaseUrl: databaseUrl(), projects });
    for (const name of APPS) {
      const logFile = join(home, 'logs', `${name}.log`);
      running.apps.set(
        name,
        superviseProcess({
          mainFile: mainFileOf(name),
          cwd: repositoryFolder,
          environment,
          logFile,
          onExit: onExit(name),
        }),
      );
      // The registry first and alone: it creates the schema that the others use.
      if (name === 'registry') await waitUntilLive({ name, url: urlOf(name), logFile });
    }
    writeStatus(home, status());
    await Promise.all(
      APPS.map((name) =>
        waitUntilLive({ name, url: urlOf(name), logFile: join(home, 'logs', `${name}.log`) }),
      ),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  void keepStatus();
  return { status, urlOf, stop };

  async function keepStatus(): Promise<void> {
    while (!stopping) {
      for (const name of APPS) running.ready.set(name, await answers(`${urlOf(name)}/health/ready`));
      if (!stopping) writeStatus(home, status());
      await delay(PROBE_INTERVAL_MS);
    }
  }
}

function prepareHome(home: string): string {
  try {
    mkdirSync(join(home, 'logs'), { recursive: true });
    accessSync(home, constants.W_OK);
  } catch (error) {
    throw homeNotWritable({ home, reason: (error as NodeJS.ErrnoException).code ?? String(error) }, error);
  }
  const other = readStatus(home);
  if (other !== null && other.supervisorPid !== process.pid)
    throw alreadyRunning({ pid: other.supervisorPid, home });
  return home;
}

/** The configured ports, or the next free ones; said when they differ. */
async function choosePorts(config: CliConfig, say: (text: string) => void): Promise<Ports> {
  const wanted: Ports = {
    postgres: config.POSTGRES_PORT,
    registry: config.REGISTRY_PORT,
    trainer: config.TRAINER_PORT,
    inference: config.INFERENCE_PORT,
    monitor: config.MONITOR_PORT,
  };
  const taken = new Set<number>();
  const ports: Partial<Ports> = {};
  for (const [name, port] of Object.entries(wanted) as [ProcessName, number][]) {
    const free = await findFreePort(config.HOST, port, taken);
    if (free !== port) say(`port ${port} is in use, ${name} takes ${free}`);
    taken.add(free);
    ports[name] = free;
  }
  return ports as Ports;
}

async function waitUntilLive({
  name,
  url,
  logFile,
}: {
  name: ProcessName;
  url: string;
  logFile: string;
}): Promise<void> {
  const deadline = Date.now() + START_LIMIT_SECONDS * 1000;
  while (!(await answers(`${url}/health/live`))) {
    if (Date.now() > deadline) throw processNotReady({ name, seconds: START_LIMIT_SECONDS, logFile });
    await delay(PROBE_INTERVAL_MS / 2);
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false; // not listening yet, or ended
  }
}
