import type { MonitorStatus } from '@flywheel/contracts';
import { parseInput } from '@flywheel/service';
import { countLog, readLastWindows, readWatermark } from '@flywheel/store';
import type { FastifyInstance } from 'fastify';
import type { RouteContext } from './route-context.ts';
import { findProject, projectQuerySchema } from './project-query.ts';

/** `GET /status?project=`: how far the log and the windows have come. */
export function addStatusRoute(server: FastifyInstance, { db, projects }: RouteContext): void {
  server.get('/status', async (request): Promise<MonitorStatus> => {
    const { name } = findProject(projects, parseInput(projectQuerySchema, request.query).project);
    const [watermark, counts, [last]] = await Promise.all([
      readWatermark(db, name),
      countLog(db, name),
      readLastWindows(db, { project: name, limit: 1 }),
    ]);
    return {
      project: name,
      watermark: watermark?.toISOString() ?? null,
      ...counts,
      lastWindow: last?.window ?? null,
    };
  });
}
