import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commonConfig, loadConfig, portConfig } from '@flywheel/service';
import { z } from 'zod';

const repositoryFolder = fileURLToPath(new URL('../../../', import.meta.url));

export const trainerConfigSchema = z.object({
  ...commonConfig,
  TRAINER_PORT: portConfig(8082),
  DATABASE_URL: z.string().startsWith('postgres'),
  /** The queue lives in Redis when this is set, in PostgreSQL otherwise. */
  REDIS_URL: z.string().startsWith('redis').optional(),
  MLFLOW_TRACKING_URI: z.url().default('http://127.0.0.1:5050'),
  FLYWHEEL_HOME: z
    .string()
    .default('.flywheel')
    .transform((folder) => resolve(repositoryFolder, folder)),
  /** Heap of one training process; typed arrays and native libraries come on top. */
  TRAINING_HEAP_MB: z.coerce.number().int().min(64).default(1024),
  /** Commit that the model packages name; asked of git when absent. */
  GIT_COMMIT: z.string().optional(),
});
export type TrainerConfig = z.output<typeof trainerConfigSchema>;

export function loadTrainerConfig(environment: Record<string, string | undefined>): TrainerConfig {
  return loadConfig('trainer', trainerConfigSchema, environment);
}
