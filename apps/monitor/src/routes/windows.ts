import type { MonitoringWindow } from '@flywheel/contracts';
import { readLastWindows } from '@flywheel/store';
import type { FastifyInstance } from 'fastify';
import type { RouteContext } from './route-context.ts';
import { readListQuery } from './project-query.ts';

/** `GET /windows?project=&limit=`: newest first. */
export function addWindowsRoute(server: FastifyInstance, { db, projects }: RouteContext): void {
  server.get('/windows', async (request): Promise<{ windows: MonitoringWindow[] }> => {
    const { project, limit } = readListQuery(projects, request.query);
    const stored = await readLastWindows(db, { project: project.name, limit });
    return { windows: stored.map(({ window }) => window) };
  });
}
