import { randomUUID } from 'node:crypto';
import { retrainRequestSchema, type RetrainDecision } from '@flywheel/contracts';
import { parseInput } from '@flywheel/service';
import { readWatermark } from '@flywheel/store';
import type { FastifyInstance } from 'fastify';
import { decide } from '../decide.ts';
import { enqueueDueJobs } from '../enqueue-due-jobs.ts';
import { nothingToRetrain } from '../errors.ts';
import type { RouteContext } from './route-context.ts';
import { findProject } from './project-query.ts';

/** `POST /retrain`: a person pulls the trigger; the same brakes hold, and the decision is kept like any other. */
export function addRetrainRoute(server: FastifyInstance, context: RouteContext): void {
  const { db, projects, models, queue, metrics, now } = context;
  server.post('/retrain', async (request): Promise<RetrainDecision> => {
    const { project: name, reason } = parseInput(retrainRequestSchema, request.body);
    const project = findProject(projects, name);
    const watermark = await readWatermark(db, name);
    if (watermark === null) throw nothingToRetrain({ project: name, missing: 'prediction in the log' });
    const { champion } = await models.aliases(name);
    const model = champion === null ? null : await models.load(name, champion);
    if (model === null) throw nothingToRetrain({ project: name, missing: 'champion' });
    const decided = await decide({
      db,
      project,
      queue,
      trigger: {
        kind: 'manual',
        modelVersion: model.version,
        occasion: randomUUID(),
        knownAt: watermark,
        reason,
      },
      at: watermark,
      trainUntil: model.trainUntil,
      now,
    });
    // An occasion of its own cannot have started a retraining before.
    const { decision } = decided!;
    metrics.decided(decision);
    await enqueueDueJobs({ db, project: name, queue, now });
    return decision;
  });
}
