import type { RetrainDecision } from '@flywheel/contracts';
import { readDecisions } from '@flywheel/store';
import type { FastifyInstance } from 'fastify';
import type { RouteContext } from './route-context.ts';
import { readListQuery } from './project-query.ts';

/** `GET /decisions?project=&limit=`: newest first. */
export function addDecisionsRoute(server: FastifyInstance, { db, projects }: RouteContext): void {
  server.get('/decisions', async (request): Promise<{ decisions: RetrainDecision[] }> => {
    const { project, limit } = readListQuery(projects, request.query);
    return { decisions: await readDecisions(db, { project: project.name, limit }) };
  });
}
