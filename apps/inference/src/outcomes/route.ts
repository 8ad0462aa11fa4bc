import { outcomesRequestSchema, type OutcomesResponse } from '@flywheel/contracts';
import { parseInput } from '@flywheel/service';
import { recordOutcomes, type OpenDatabase, type PredictionLogWriter } from '@flywheel/store';
import type { FastifyInstance } from 'fastify';
import type { InferenceMetrics } from '../metrics.ts';
import { outcomesRouteSchema } from '../predict/openapi.ts';

/** `POST /outcomes`: the true labels that arrive later. */
export function registerOutcomesRoute(
  server: FastifyInstance,
  options: {
    db: OpenDatabase['db'];
    writer: Pick<PredictionLogWriter, 'flush'>;
    metrics: InferenceMetrics;
    clock: { now: (project: string) => Date; projects: readonly string[] };
  },
): void {
  const { db, writer, metrics, clock } = options;
  server.post('/outcomes', { schema: outcomesRouteSchema }, async (request): Promise<OutcomesResponse> => {
    const { outcomes } = parseInput(outcomesRequestSchema, request.body);
    // A prediction may still wait in this process's buffer when its outcome arrives.
    await writer.flush();
    const nowByProject = new Map(clock.projects.map((project) => [project, clock.now(project)]));
    const response = await recordOutcomes(db, { outcomes, now: nowByProject });
    metrics.outcomes.inc({ result: 'accepted' }, response.accepted);
    metrics.outcomes.inc({ result: 'repeated' }, response.repeated);
    for (const { reason } of response.refused) metrics.outcomes.inc({ result: reason });
    return response;
  });
}
