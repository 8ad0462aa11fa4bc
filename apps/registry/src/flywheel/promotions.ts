import { promotionRequestSchema } from '@flywheel/contracts';
import { parseInput } from '@flywheel/service';
import { readAliasHistory, readDecisions, rollBack } from '@flywheel/store/registry';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { gateRefused } from '../errors.ts';
import { CHAMPION, promoteVersion } from './promote-version.ts';

const pathSchema = z.object({ model: z.string(), alias: z.string().default(CHAMPION) });
const rollBackSchema = z.object({
  reason: z.string().min(1),
  requestedBy: z.string().default('cli'),
  /** The version to leave: makes the request safe to repeat. */
  from: z.string().optional(),
});

/** Who becomes champion, who was, and why. */
export function addPromotionRoutes(server: FastifyInstance, deps: Deps): void {
  const { db, metrics, now } = deps;
  server.post('/models/:model/promotions', async (request) => {
    const { model } = pathSchema.parse(request.params);
    const decision = await promoteVersion(deps, {
      ...parseInput(promotionRequestSchema, request.body),
      model,
    });
    if (decision.outcome === 'refused') throw gateRefused(decision);
    return decision;
  });
  server.get('/models/:model/promotions', async (request) => ({
    decisions: await readDecisions(db, pathSchema.parse(request.params).model),
  }));
  server.post('/models/:model/rollback', async (request) => {
    const { model } = pathSchema.parse(request.params);
    const at = now();
    const input = parseInput(rollBackSchema, request.body);
    const decision = await rollBack(db, { ...input, model, alias: CHAMPION, at, now: at });
    metrics.promotions.inc({ model, outcome: decision.outcome });
    return decision;
  });
  server.get('/models/:model/aliases/:alias/history', async (request) => {
    const { model, alias } = pathSchema.parse(request.params);
    return { history: await readAliasHistory(db, model, alias) };
  });
}
