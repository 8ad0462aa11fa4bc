import { jobNotFound, type TrainingQueue } from '@flywheel/queue';
import type { FastifyInstance } from 'fastify';

/** `GET /jobs/:id`: one job with its progress, result or failure, and logs. */
export function addJobGetRoute(server: FastifyInstance, queue: TrainingQueue): void {
  const schema = { summary: 'One job with its logs', tags: ['jobs'] };
  server.get<{ Params: { id: string } }>('/jobs/:id', { schema }, async (request) => {
    const jobId = request.params.id;
    const view = await queue.get(jobId);
    if (view === null) throw jobNotFound({ jobId });
    return view;
  });
}
