import { jobsResponseSchema } from '@flywheel/contracts';
import type { TrainingQueue } from '@flywheel/queue';
import { parseInput } from '@flywheel/service';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

const querySchema = z.strictObject({ limit: z.coerce.number().int().min(1).max(1000).default(50) });

/** `GET /jobs?limit=`: the newest jobs, without their logs. */
export function addJobsListRoute(server: FastifyInstance, queue: TrainingQueue): void {
  const schema = { summary: 'Newest jobs, without logs', tags: ['jobs'] };
  server.get('/jobs', { schema }, async (request) => {
    const { limit } = parseInput(querySchema, request.query);
    return jobsResponseSchema.parse({ jobs: await queue.list(limit) });
  });
}
