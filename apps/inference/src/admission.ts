import type { FastifyInstance } from 'fastify';
import { tooManyRequests } from './errors.ts';

/**
 * Keeps a server useful under overload and while it stops: at most `limit` requests are answered at a time, the rest is
 * told at once to come back; and while draining every answer closes its connection, so that clients move to another server.
 */
export function limitRequests(
  server: FastifyInstance,
  { limit, isDraining }: { limit: number; isDraining: () => boolean },
): void {
  let inFlight = 0;
  server.addHook('onRequest', async (request, reply) => {
    if (isDraining()) reply.header('connection', 'close');
    if (request.method !== 'POST') return;
    if (inFlight >= limit) throw tooManyRequests({ limit });
    inFlight += 1;
    // 'close' comes once for every answer, be it sent, failed or abandoned by the client.
    reply.raw.once('close', () => {
      inFlight -= 1;
    });
  });
}
