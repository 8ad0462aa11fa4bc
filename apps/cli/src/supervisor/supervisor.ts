import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessName, SupervisorStatus } from '@flywheel/contracts';
import { endLeftover, openDatabase } from '@flywheel/store';
import { repositoryFolder, type CliConfig } from '../config.ts';
import { answers, waitUntilLive } from './health.ts';
import { prepareHome } from './home.ts';
import { releaseLock } from './lock.ts';
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
  /** Ends everything, also in the middle of the start. */
  signal: AbortSignal;
}

export interface Supervisor {
  status: () => SupervisorStatus;
  urlOf: (name: ProcessName) => string;
  stop: () => Promise<void>;
}

/**
 * Starts every process and keeps it running; resolves when all of them answer /health/live.
 * The status is kept in $FLYWHEEL_HOME/status.json; $FLYWHEEL_HOME/supervisor.pid is the lock against a second one.
 */
export async function startSupervisor(options: SupervisorOptions): Promise<Supervisor> {
  const { config, say, signal } = options;
  const home = config.FLYWHEEL_HOME;
  prepareHome(home);
  const processes = new ProcessSet(options);
  try {
    await endLeftover(join(home, 'postgres'));
    await processes.start(await choosePorts(config, say));
    signal.throwIfAborted();
  } catch (error) {
    await processes.stop();
    throw error;
  }
  signal.addEventListener('abort', () => void processes.stop(), { once: true });
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
  #ports!: Ports;
  readonly #startedAt = new Date().toISOString();
  readonly #apps = new Map<AppName, SupervisedProcess>();
  readonly #ready = new Map<ProcessName, boolean>();
  #postgres: SupervisedPostgres | null = null;
  #stopped: Promise<void> | null = null;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#home = options.config.FLYWHEEL_HOME;
  }

  async start(ports: Ports): Promise<void> {
    const { config, signal } = this.#options;
    this.#ports = ports;
    if (config.DATABASE_URL !== undefined) {
      await (await openDatabase(config.DATABASE_URL, { maxConnections: 1 })).close();
    } else {
      this.#postgres = await supervisePostgres({
        folder: join(this.#home, 'postgres'),
        port: this.#ports.postgres,
        onExit: () => this.#ended('postgres', 'its process is gone'),
      });
    }
    for (const name of APPS) {
      signal.throwIfAborted();
      this.#startApp(name);
      // The registry first and alone: it creates the schema that the others use.
      if (name === 'registry') await this.#untilLive(name);
    }
    writeStatus(this.#home, this.status());
    await Promise.all(APPS.map((name) => this.#untilLive(name)));
    void this.#keepStatus();
  }

  stop(): Promise<void> {
    return (this.#stopped ??= this.#stop());
  }

  async #stop(): Promise<void> {
    await Promise.all([...this.#apps.values()].map((app) => app.stop()));
    await this.#postgres?.stop();
    removeStatus(this.#home);
    releaseLock(this.#home);
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
    // Ctrl-C in a terminal reaches every process at the same moment.
    if (!this.#options.signal.aborted) this.#options.say(`${name} ended (${reason}), starting it again`);
  }

  #untilLive(name: AppName): Promise<void> {
    return waitUntilLive({
      name,
      url: this.urlOf(name),
      logFile: this.#logFileOf(name),
      restarts: () => this.#apps.get(name)?.restarts ?? 0,
      signal: this.#options.signal,
    });
  }

  async #keepStatus(): Promise<void> {
    let failure = '';
    while (this.#stopped === null) {
      for (const name of APPS) this.#ready.set(name, await answers(`${this.urlOf(name)}/health/ready`));
      if (this.#stopped !== null) return;
      try {
        writeStatus(this.#home, this.status());
        failure = '';
      } catch (error) {
        const { message } = error as Error;
        if (message !== failure)
          this.#options.say(`the status cannot be written (${message}): is the disk full?`);
        failure = message;
      }
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
