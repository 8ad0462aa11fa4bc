import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyHttpProxy from '@fastify/http-proxy';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { routeNotFound } from '@flywheel/service';
import { serviceUnreachable } from '../errors.ts';

const builtConsole = fileURLToPath(new URL('../../../console/dist/', import.meta.url));
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

const NO_PAGE = /^\/((ajax-)?api|services|assets)\//;

/** The console's files, when they were built; a path that no route and no file has is a page of the console. */
export async function addConsole(server: FastifyInstance, folder = builtConsole): Promise<void> {
  if (!existsSync(folder)) return;
  await server.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    setHeaders: (reply) => void reply.header('content-security-policy', CONTENT_SECURITY_POLICY),
  });
  server.get('/*', { schema: { hide: true } }, (request, reply) => {
    const isPage = request.headers.accept?.includes('text/html') === true;
    if (isPage && !NO_PAGE.test(request.url)) return reply.sendFile('index.html');
    throw routeNotFound({ method: request.method, path: request.url.split('?')[0]!.slice(0, 200) });
  });
}

/** Lets the console reach the other processes under its own origin. */
export async function addServiceProxies(
  server: FastifyInstance,
  services: Record<'inference' | 'monitor' | 'trainer', string>,
): Promise<void> {
  for (const [service, upstream] of Object.entries(services))
    await server.register(fastifyHttpProxy, {
      upstream,
      prefix: `/services/${service}`,
      replyOptions: {
        onError: (reply) => {
          (reply as unknown as { send: (payload: Error) => void }).send(serviceUnreachable({ service }));
        },
      },
    });
}
