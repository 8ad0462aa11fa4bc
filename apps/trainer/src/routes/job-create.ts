import { trainingJobSchema } from '@flywheel/contracts';
import { listProjects, unknownProject } from '@flywheel/project';
import { trainingJobId, type TrainingQueue } from '@flywheel/queue';
import { parseInput } from '@flywheel/service';
import type { FastifyInstance } from 'fastify';

/** `POST /jobs`: enqueues a training job. The same body, or the same `Idempotency-Key`, is the same job. */
export function addJobCreateRoute(server: FastifyInstance, queue: TrainingQueue): void {
  const schema = { summary: 'Enqueue a training job', tags: ['jobs'] };
  server.post('/jobs', { schema }, async (request, reply) => {
    const job = parseInput(trainingJobSchema, request.body);
    const known = listProjects();
    if (!known.includes(job.project)) throw unknownProject({ name: job.project, known });
    const key = request.headers['idempotency-key'];
    const jobId = typeof key === 'string' ? key : trainingJobId(job);
    return reply.code(202).send(await queue.enqueue(job, { jobId }));
  });
}
