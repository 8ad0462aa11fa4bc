import { join } from 'node:path';
import type { ProcessName } from '@flywheel/contracts';
import { repositoryFolder, type CliConfig } from '../config.ts';

export type AppName = Exclude<ProcessName, 'postgres'>;

/** In the order in which they start: the registry migrates and answers first. */
export const APPS: readonly AppName[] = ['registry', 'trainer', 'inference', 'monitor'];

export type Ports = Record<ProcessName, number>;

export const mainFileOf = (app: AppName): string => join(repositoryFolder, 'apps', app, 'src', 'main.ts');

/** The environment of one app: the same names that compose.yaml and the Kubernetes manifests set. */
export function environmentOf(options: {
  config: CliConfig;
  ports: Ports;
  databaseUrl: string;
  projects: readonly string[];
}): Record<string, string> {
  const { config, ports, databaseUrl, projects } = options;
  const urlOf = (name: ProcessName): string => `http://${config.HOST}:${ports[name]}`;
  return {
    HOST: config.HOST,
    LOG_LEVEL: config.LOG_LEVEL,
    FLYWHEEL_HOME: config.FLYWHEEL_HOME,
    DATABASE_URL: databaseUrl,
    ARTIFACT_URL: config.ARTIFACT_URL ?? `file:${join(config.FLYWHEEL_HOME, 'artifacts')}`,
    MLFLOW_TRACKING_URI: config.MLFLOW_TRACKING_URI ?? urlOf('registry'),
    ...(config.REDIS_URL && { REDIS_URL: config.REDIS_URL }),
    REGISTRY_PORT: String(ports.registry),
    TRAINER_PORT: String(ports.trainer),
    INFERENCE_PORT: String(ports.inference),
    MONITOR_PORT: String(ports.monitor),
    INFERENCE_URL: urlOf('inference'),
    MONITOR_URL: urlOf('monitor'),
    TRAINER_URL: urlOf('trainer'),
    PROJECTS: projects.join(','),
  };
}
