import type { FastifyInstance } from 'fastify';
import { foreignOrigin } from '../errors.ts';

/** Headers for every answer; a browser page of another origin may not change anything. */
export function secure(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    });
    const { origin, host } = request.headers;
    if (origin === undefined || request.method === 'GET' || request.method === 'HEAD') return;
    if (!URL.canParse(origin) || new URL(origin).host !== host) throw foreignOrigin({ origin });
  });
}
