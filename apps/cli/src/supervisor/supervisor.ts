import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessName, SupervisorStatus } from '@flywheel/contracts';
import { repositoryFolder, type CliConfig } from '../config.ts';
import { answers, waitUntilLive } from './health.ts';
import { prepareHome } from './home.ts';
import { choosePorts } from './ports.ts';
import { APPS, environmentOf, mainFileOf, type AppName, type Ports } from './process-definitions.ts';
import { removeStatus, writeStatus } from './status-file.ts';
import { supervisePostgres, type SupervisedPostgres } from './supervised-postgres.ts';
import { superviseProcess, type SupervisedProcess } from './supervised-process.ts';

const PROBE_INTERVAL_MS = 250;

export interface SupervisorOptions {
  config: CliConfig;
  projects: readonly string[];
  say: (text: string) => void;
}

export interface Supervisor {
  status: () => SupervisorStatus;
  urlOf: (name: ProcessName) => string;
  stop: () => Promise<void>;
}

/**
 * Starts every process and keeps it running; resolves when all of them answer /health/live.
 * The status is kept in $FLYWHEEL_HOME/status.json, which is also the lock against a second supervisor.
 */
export async function startSupervisor(options: SupervisorOptions): Promise<Supervisor> {
  const home = prepareHome(options.config.FLYWHEEL_HOME);
  const ports = await choosePorts(options.config, options.say);
  const processes = new ProcessSet(options, home, ports);
  try {
    await processes.start();
  } catch (error) {
    await processes.stop();
    throw error;
  }
  return {
    status: () => processes.status(),
    urlOf: (name) => processes.urlOf(name),
    stop: () => processes.stop(),
  };
}

/** The processes of one supervisor and what is known of them. */
class ProcessSet {
  readonly #options: SupervisorOptions;
  readonly #home: string;
  readonly #ports: Ports;
  readonly #startedAt = new Date().toISOString();
  readonly #apps = new Map<AppName, SupervisedProcess>();
  readonly #ready = new Map<ProcessName, boolean>();
  #postgres: SupervisedPostgres | null = null;
  #stopping = false;

  constructor(options: SupervisorOptions, home: string, ports: Ports) {
    this.#options = options;
    this.#home = home;
    this.#ports = ports;
  }

  async start(): Promise<void> {
    const { config } = this.#options;
    if (config.DATABASE_URL === undefined) {
      this.#postgres = await supervisePostgres({
        folder: join(this.#home, 'postgres'),
        port: this.#ports.postgres,
        onExit: () => this.#ended('postgres', 'its process is gone'),
      });
    }
    for (const name of APPS) {
      this.#startApp(name);
      // The registry first and alone: it creates the schema that the others use.
      if (name === 'registry') await this.#untilLive(name);
    }
    writeStatus(this.#home, this.status());
    await Promise.all(APPS.map((name) => this.#untilLive(name)));
    void this.#keepStatus();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all([...this.#apps.values()].map((app) => app.stop()));
    await this.#postgres?.stop();
    removeStatus(this.#home);
  }

  urlOf(name: ProcessName): string {
    return `${name === 'postgres' ? 'postgres' : 'http'}://${this.#options.config.HOST}:${this.#ports[name]}`;
  }

  status(): SupervisorStatus {
    const postgres = this.#postgres;
    return {
      supervisorPid: process.pid,
      startedAt: this.#startedAt,
      databaseUrl: this.#databaseUrl(),
      processes: [
        ...(postgres ? [this.#describe('postgres', postgres, postgres.pid !== null)] : []),
        ...[...this.#apps].map(([name, app]) => this.#describe(name, app, this.#ready.get(name) ?? false)),
      ],
    };
  }

  #startApp(name: AppName): void {
    const { config, projects } = this.#options;
    const environment = environmentOf({
      config,
      ports: this.#ports,
      databaseUrl: this.#databaseUrl(),
      projects,
    });
    this.#apps.set(
      name,
      superviseProcess({
        mainFile: mainFileOf(name),
        cwd: repositoryFolder,
        environment,
        logFile: this.#logFileOf(name),
        onExit: (reason) => this.#ended(name, reason),
      }),
    );
  }

  #ended(name: ProcessName, reason: string): void {
    this.#ready.set(name, false);
    this.#options.say(`${name} ended (${reason}), starting it again`);
  }

  #untilLive(name: AppName): Promise<void> {
    return waitUntilLive({ name, url: this.urlOf(name), logFile: this.#logFileOf(name) });
  }

  async #keepStatus(): Promise<void> {
    while (!this.#stopping) {
      for (const name of APPS) this.#ready.set(name, await answers(`${this.urlOf(name)}/health/ready`));
      if (!this.#stopping) writeStatus(this.#home, this.status());
      await delay(PROBE_INTERVAL_MS);
    }
  }

  #describe(
    name: ProcessName,
    { pid, restarts }: { pid: number | null; restarts: number },
    ready: boolean,
  ): SupervisorStatus['processes'][number] {
    return { name, pid, port: this.#ports[name], url: this.urlOf(name), ready, restarts };
  }

  #databaseUrl(): string {
    return this.#options.config.DATABASE_URL ?? this.#postgres!.url;
  }

  #logFileOf(name: AppName): string {
    return join(this.#home, 'logs', `${name}.log`);
  }
}
