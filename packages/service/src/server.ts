import { randomUUID } from 'node:crypto';
import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import Fastify, { LogController, type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { createErrorHandler, type ErrorBody } from './error-handler.ts';
import { routeNotFound } from './errors.ts';
import type { Logger } from './logger.ts';
import { createHttpMetrics } from './metrics.ts';

export interface ServerOptions {
  title: string;
  description: string;
  logger: Logger;
  registry: Registry;
  /** Null when requests can be answered, else the reason why not; asked by /health/ready. */
  notReadyBecause: () => string | null;
  /** How this API writes an error; the default is `{ error, code, requestId, details? }`. */
  errorBody?: ErrorBody;
  bodyLimitBytes?: number;
}

/** A Fastify server with what every process has: request ids, logs, errors, /metrics, /health/live, /health/ready, /docs. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { logger, registry, notReadyBecause, bodyLimitBytes = 1024 * 1024 } = options;
  const server = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimitBytes,
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 500 },
  }) as unknown as FastifyInstance;
  await server.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: options.title, description: options.description, version: '0.1.0' },
    },
  });
  await server.register(fastifySwaggerUi, { routePrefix: '/docs' });
  server.setErrorHandler(createErrorHandler({ bodyLimitBytes, errorBody: options.errorBody }));
  server.setNotFoundHandler((request) => {
    throw routeNotFound({ method: request.method, path: request.url.split('?')[0]!.slice(0, 200) });
  });
  observeRequests(server, registry);
  server.get('/health/live', { schema: { hide: true }, logLevel: 'silent' }, () => ({ live: true }));
  server.get('/health/ready', { schema: { hide: true }, logLevel: 'silent' }, (_request, reply) => {
    const reason = notReadyBecause();
    return reply
      .code(reason === null ? 200 : 503)
      .send(reason === null ? { ready: true } : { ready: false, reason });
  });
  server.get('/metrics', { schema: { hide: true }, logLevel: 'silent' }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
  return server;
}

function observeRequests(server: FastifyInstance, registry: Registry): void {
  const { requestDuration } = createHttpMetrics(registry);
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    requestDuration.observe(
      { method: request.method, route, status: String(reply.statusCode) },
      reply.elapsedTime / 1000,
    );
  });
}
