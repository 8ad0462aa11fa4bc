import { z } from 'zod';

export const processNameSchema = z.enum(['postgres', 'registry', 'trainer', 'inference', 'monitor']);
export type ProcessName = z.infer<typeof processNameSchema>;

/** `flywheel status --json`, also kept in $FLYWHEEL_HOME/status.json while the supervisor lives. */
export const supervisorStatusSchema = z.object({
  supervisorPid: z.int(),
  startedAt: z.iso.datetime(),
  databaseUrl: z.string(),
  processes: z.array(
    z.object({
      name: processNameSchema,
      pid: z.int().nullable(),
      port: z.int(),
      url: z.string(),
      ready: z.boolean(),
      restarts: z.int(),
    }),
  ),
});
export type SupervisorStatus = z.infer<typeof supervisorStatusSchema>;
