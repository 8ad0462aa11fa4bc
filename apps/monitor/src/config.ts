import { commonConfig, loadConfig, portConfig } from '@flywheel/service';
import { z } from 'zod';

export const monitorConfigSchema = z.object({
  ...commonConfig,
  MONITOR_PORT: portConfig(8081),
  DATABASE_URL: z.string().startsWith('postgres'),
  /** The queue lives in Redis when this is set, in PostgreSQL otherwise. */
  REDIS_URL: z.string().startsWith('redis').optional(),
  MLFLOW_TRACKING_URI: z.url().default('http://127.0.0.1:5050'),
  /** Names of the projects that are watched, with commas between them. */
  PROJECTS: z
    .string()
    .default('flights')
    .transform((names) => names.split(',').map((name) => name.trim()))
    .pipe(z.array(z.string().min(1)).min(1)),
  /** Least pause between two looks at the log. */
  MONITOR_INTERVAL_SECONDS: z.coerce.number().positive().max(86_400).default(1),
});
export type MonitorConfig = z.output<typeof monitorConfigSchema>;

export function loadMonitorConfig(environment: Record<string, string | undefined>): MonitorConfig {
  return loadConfig('monitor', monitorConfigSchema, environment);
}
