import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commonConfig, loadConfig, portConfig } from '@flywheel/service';
import { z } from 'zod';

const repositoryFolder = fileURLToPath(new URL('../../../', import.meta.url));

export const registryConfigSchema = z.object({
  ...commonConfig,
  REGISTRY_PORT: portConfig(5050),
  DATABASE_URL: z.string().startsWith('postgres'),
  FLYWHEEL_HOME: z
    .string()
    .default('.flywheel')
    .transform((folder) => resolve(repositoryFolder, folder)),
  /** Where the bytes of artifacts are kept; below FLYWHEEL_HOME when absent. */
  ARTIFACT_URL: z.string().optional(),
  /** Where the console's requests to the other processes go. */
  INFERENCE_URL: z.url().default('http://127.0.0.1:8080'),
  MONITOR_URL: z.url().default('http://127.0.0.1:8081'),
  TRAINER_URL: z.url().default('http://127.0.0.1:8082'),
});

export type RegistryConfig = z.output<typeof registryConfigSchema> & { ARTIFACT_URL: string };

export function loadRegistryConfig(environment: Record<string, string | undefined>): RegistryConfig {
  const config = loadConfig('registry', registryConfigSchema, environment);
  return { ...config, ARTIFACT_URL: config.ARTIFACT_URL ?? `file:${config.FLYWHEEL_HOME}/artifacts` };
}
