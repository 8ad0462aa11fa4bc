import type { FastifyInstance } from 'fastify';

/** The release of MLflow whose API this server speaks. From 3.4 on clients would send traces, which are not kept here. */
const API_VERSION = '3.3.2';

/** What MLflow's clients ask a server about itself. */
export function addServerInfoRoutes(server: FastifyInstance): void {
  server.get('/health', async (_request, reply) => reply.type('text/plain').send('OK'));
  server.get('/version', async (_request, reply) => reply.type('text/plain').send(API_VERSION));
  for (const prefix of ['/api/3.0/mlflow', '/ajax-api/3.0/mlflow'])
    server.get(`${prefix}/server-info`, async () => ({
      store_type: 'SqlStore',
      workspaces_enabled: false,
      multipart_uploads_enabled: false,
      multipart_downloads_enabled: false,
    }));
}
