import { execFileSync, spawnSync } from 'node:child_process';
import { AppError } from '@flywheel/contracts';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import {
  createLogger,
  createMetricsRegistry,
  createServer,
  loadConfig,
  parseInput,
  portConfig,
} from './index.ts';

async function serverWith(notReadyBecause: () => string | null = () => null) {
  const server = await createServer({
    title: 'test',
    description: 'test',
    logger: createLogger({ name: 'test', level: 'silent' }),
    registry: createMetricsRegistry('test'),
    notReadyBecause,
  });
  onTestFinished(() => server.close());
  server.post('/numbers', (request) => parseInput(z.strictObject({ n: z.int().min(1) }), request.body));
  server.get('/surprise', () => {
    throw new Error('/secret/path of the machine');
  });
  return server;
}

it('answers live always, and ready only without a reason against it', async () => {
  let reason: string | null = 'no model yet';
  const server = await serverWith(() => reason);
  expect((await server.inject('/health/live')).statusCode).toBe(200);
  const refused = await server.inject('/health/ready');
  expect([refused.statusCode, refused.json()]).toEqual([503, { ready: false, reason: 'no model yet' }]);
  reason = null;
  expect((await server.inject('/health/ready')).json()).toEqual({ ready: true });
});

it.each([
  [{ n: 0 }, 'n', '0'],
  [{ n: 'one' }, 'n', '"one"'],
  [{}, 'n', 'nothing'],
  [{ n: 1, m: 2 }, 'body', 'unknown field "m"'],
])('names the field and what was received for %j', async (payload, field, received) => {
  const server = await serverWith();
  const answer = await server.inject({ method: 'POST', url: '/numbers', payload });
  expect(answer.statusCode).toBe(400);
  expect(answer.json()).toMatchObject({
    code: 'INVALID_REQUEST',
    details: { problems: [{ field, received }] },
  });
});

it('says what is wrong with a body that is no JSON, and with one that is too large', async () => {
  const server = await serverWith();
  const headers = { 'content-type': 'application/json' };
  const broken = await server.inject({ method: 'POST', url: '/numbers', headers, payload: '{"n":' });
  expect([broken.statusCode, broken.json().code]).toEqual([400, 'BROKEN_JSON']);
  const large = await server.inject({
    method: 'POST',
    url: '/numbers',
    headers,
    payload: 'x'.repeat(2_000_000),
  });
  expect([large.statusCode, large.json().code]).toEqual([413, 'BODY_TOO_LARGE']);
});

it('tells nothing but the request id about a failure that was not foreseen', async () => {
  const server = await serverWith();
  const answer = await server.inject('/surprise');
  expect(answer.statusCode).toBe(500);
  expect(answer.json()).toEqual({
    error: 'internal error',
    code: 'INTERNAL_ERROR',
    requestId: answer.headers['x-request-id'],
  });
});

it('says which routes there are when asked for one that is not', async () => {
  const answer = await (await serverWith()).inject('/nothing?here=1');
  expect([answer.statusCode, answer.json().error]).toEqual([
    404,
    'there is no route GET /nothing. GET /docs lists the routes.',
  ]);
});

it('exports metrics whose names and units promtool accepts', async ({ skip }) => {
  if (spawnSync('promtool', ['--version']).error && process.env['CI'] !== 'true')
    skip('promtool (package prometheus) is not installed');
  const metrics = (await (await serverWith()).inject('/metrics')).body;
  expect(execFileSync('promtool', ['check', 'metrics'], { input: metrics, encoding: 'utf8' })).toBe('');
});

it('reports every wrong variable of an environment together', () => {
  const schema = z.object({ PORT: portConfig(1), NAME: z.string() });
  const load = () => loadConfig('app', schema, { PORT: 'many' });
  expect(load).toThrow(AppError);
  expect(load).toThrow(/- PORT: .*\n.*- NAME: /);
  expect(loadConfig('app', schema, { NAME: 'x', PORT: '' })).toEqual({ PORT: 1, NAME: 'x' });
});
