import { evaluationSchema } from '@flywheel/contracts';
import { parseInput } from '@flywheel/service';
import { readEvaluations, recordEvaluation } from '@flywheel/store/registry';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Deps } from '../deps.ts';

/** Evaluations: what was measured of a version, kept for good. */
export function addEvaluationRoutes(server: FastifyInstance, { db, now }: Deps): void {
  server.post('/evaluations', async (request) =>
    recordEvaluation(db, parseInput(evaluationSchema.omit({ createdAt: true }), request.body), now()),
  );
  server.get('/evaluations', async (request) => {
    const { model } = parseInput(z.object({ model: z.string().min(1) }), request.query);
    return { evaluations: await readEvaluations(db, model) };
  });
}
