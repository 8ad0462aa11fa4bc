import type { ProcessName, SupervisorStatus } from '@flywheel/contracts';
import type { CliConfig } from './config.ts';
import type { Output } from './output.ts';
import { notRunning } from './errors.ts';
import { readStatus } from './supervisor/status-file.ts';

/** What every command gets: configuration, where to print, and a signal that ends with Ctrl-C. */
export interface CommandContext {
  config: CliConfig;
  output: Output;
  signal: AbortSignal;
}

/** Where the running platform answers: as the supervisor's status says, or, where none runs here, as the environment does. */
export interface Endpoints {
  databaseUrl: string;
  urlOf: (name: ProcessName) => string;
}

export function findEndpoints({ config }: CommandContext): Endpoints {
  const status = readStatus(config.FLYWHEEL_HOME);
  return status === null ? endpointsOfEnvironment(config) : endpointsOf(status);
}

export function endpointsOf(status: SupervisorStatus): Endpoints {
  return {
    databaseUrl: status.databaseUrl,
    urlOf: (name) => status.processes.find((process) => process.name === name)?.url ?? '',
  };
}

/** A cluster, compose or another machine: the same variables as in the manifests. */
function endpointsOfEnvironment(config: CliConfig): Endpoints {
  const urls: Partial<Record<ProcessName, string | undefined>> = {
    registry: config.MLFLOW_TRACKING_URI,
    inference: config.INFERENCE_URL,
    monitor: config.MONITOR_URL,
    trainer: config.TRAINER_URL,
  };
  if (Object.values(urls).every((url) => url === undefined)) throw notRunning({ home: config.FLYWHEEL_HOME });
  return {
    databaseUrl: config.DATABASE_URL ?? '',
    urlOf: (name) => {
      const url = urls[name];
      if (url === undefined) throw notRunning({ home: config.FLYWHEEL_HOME });
      return url.replace(/\/$/, '');
    },
  };
}
