import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commonConfig, loadConfig, portConfig } from '@flywheel/service';
import { z } from 'zod';

/** The repository's root folder. */
export const repositoryFolder = fileURLToPath(new URL('../../../', import.meta.url));

export const cliConfigSchema = z.object({
  ...commonConfig,
  FLYWHEEL_HOME: z
    .string()
    .default('.flywheel')
    .transform((folder) => resolve(repositoryFolder, folder)),
  DATABASE_URL: z.string().startsWith('postgres').optional(),
  REDIS_URL: z.string().startsWith('redis').optional(),
  ARTIFACT_URL: z.string().optional(),
  MLFLOW_TRACKING_URI: z.url().optional(),
  INFERENCE_URL: z.url().optional(),
  MONITOR_URL: z.url().optional(),
  TRAINER_URL: z.url().optional(),
  POSTGRES_PORT: portConfig(5433),
  REGISTRY_PORT: portConfig(5050),
  INFERENCE_PORT: portConfig(8080),
  MONITOR_PORT: portConfig(8081),
  TRAINER_PORT: portConfig(8082),
});

export type CliConfig = z.output<typeof cliConfigSchema>;

export function loadCliConfig(environment: Record<string, string | undefined>): CliConfig {
  return loadConfig('flywheel', cliConfigSchema, environment);
}
