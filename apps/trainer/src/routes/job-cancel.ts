import type { TrainingQueue } from '@flywheel/queue';
import type { FastifyInstance } from 'fastify';

/** `POST /jobs/:id/cancel`: asks for the end of a job; a finished one stays as it is. */
export function addJobCancelRoute(server: FastifyInstance, queue: TrainingQueue): void {
  const schema = { summary: 'Cancel a job', tags: ['jobs'] };
  server.post<{ Params: { id: string } }>('/jobs/:id/cancel', { schema }, (request) =>
    queue.cancel(request.params.id),
  );
}
