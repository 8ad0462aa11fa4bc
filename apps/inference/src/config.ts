import { commonConfig, portConfig } from '@flywheel/service';
import { z } from 'zod';

export const configSchema = z.object({
  ...commonConfig,
  INFERENCE_PORT: portConfig(8080),
  DATABASE_URL: z.string(),
  MLFLOW_TRACKING_URI: z.url().default('http://127.0.0.1:5050'),
  FLYWHEEL_HOME: z.string().default('.flywheel'),
  /** Projects to serve, by comma. */
  PROJECTS: z
    .string()
    .default('flights')
    .transform((names) =>
      names
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    ),
  /** A folder of bare `*.onnx` files to serve by the Open Inference Protocol besides the projects. */
  MODELS_FOLDER: z.string().optional(),
  /** How often the champion alias is looked up. */
  CHAMPION_POLL_MS: z.coerce.number().int().min(50).max(600_000).default(1000),
  /** Requests answered at a time; more are refused with 503 and Retry-After. */
  MAX_REQUESTS_IN_FLIGHT: z.coerce.number().int().positive().default(1000),
  /** Time between "not ready" and the last connection on SIGTERM; longer than the load balancer's probe window. */
  DRAIN_MS: z.coerce.number().int().min(0).max(300_000).default(0),
});
