import type { FastifyInstance } from 'fastify';
import type { Deps } from '../deps.ts';
import { translateDatabaseErrors } from '../http/database-errors.ts';
import { addEvaluationRoutes } from './evaluations.ts';
import { addOverviewRoutes } from './overview.ts';
import { addPromotionRoutes } from './promotions.ts';

/** What MLflow has no routes for: evaluations, gated promotions, the console's overview. */
export async function addFlywheelRoutes(server: FastifyInstance, deps: Deps): Promise<void> {
  await server.register(
    async (scope) => {
      translateDatabaseErrors(scope);
      addEvaluationRoutes(scope, deps);
      addPromotionRoutes(scope, deps);
      addOverviewRoutes(scope, deps);
    },
    { prefix: '/api/flywheel/v1' },
  );
}
