import type { ProcessName, SupervisorStatus } from '@flywheel/contracts';
import type { CliConfig } from './config.ts';
import type { Output } from './output.ts';
import { requireStatus } from './supervisor/status-file.ts';

/** What every command gets: configuration, where to print, and a signal that ends with Ctrl-C. */
export interface CommandContext {
  config: CliConfig;
  output: Output;
  signal: AbortSignal;
}

/** Where the running platform answers: from the supervisor's status, or from the environment (a cluster, CI). */
export interface Endpoints {
  databaseUrl: string;
  urlOf: (name: ProcessName) => string;
}

export function findEndpoints({ config }: CommandContext): Endpoints {
  return endpointsOf(requireStatus(config.FLYWHEEL_HOME));
}

export function endpointsOf(status: SupervisorStatus): Endpoints {
  return {
    databaseUrl: status.databaseUrl,
    urlOf: (name) => status.processes.find((process) => process.name === name)?.url ?? '',
  };
}
