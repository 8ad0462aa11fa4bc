import { evaluationSchema } from '@flywheel/contracts';
import { readEvaluations, recordEvaluation } from '@flywheel/store/registry';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { readInput } from '../http/read-input.ts';

/** Evaluations: what was measured of a version, kept for good. */
export function addEvaluationRoutes(server: FastifyInstance, { db, now }: Deps): void {
  server.post('/evaluations', async (request) =>
    recordEvaluation(db, readInput(request, evaluationSchema.omit({ createdAt: true })), now()),
  );
  server.get('/evaluations', async (request) => {
    const { model } = readInput(request, z.object({ model: z.string().min(1) }));
    return { evaluations: await readEvaluations(db, model) };
  });
}
