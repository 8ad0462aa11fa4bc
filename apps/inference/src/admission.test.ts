import { afterEach, expect, test } from 'vitest';
import { limitRequests } from './admission.ts';
import { createTestServer } from './testing.ts';

let close: (() => Promise<void>) | undefined;
afterEach(() => close?.());

test('beyond the limit a request is told to come back, and a place is free again after an answer or an abandoned request', async () => {
  const release: (() => void)[] = [];
  const { server } = await createTestServer((app) => {
    limitRequests(app, { limit: 2, isDraining: () => false });
    app.post('/slow', () => new Promise((resolve) => release.push(() => resolve({ done: true }))));
    app.get('/health', () => 'up');
  });
  close = async () => server.close();
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const abandon = new AbortController();
  const post = (signal?: AbortSignal): Promise<Response> =>
    fetch(`${url}/slow`, { method: 'POST', ...(signal && { signal }) });

  const first = post();
  const second = post(abandon.signal);
  await expect.poll(() => release.length).toBe(2);
  const refused = await post();
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(await refused.json()).toMatchObject({ code: 'OVERLOADED' });
  expect((await fetch(`${url}/health`)).status).toBe(200);

  abandon.abort();
  await expect(second).rejects.toThrow();
  let third = post();
  while ((await Promise.race([third.then(({ status }) => status), nextRelease(release, 3)])) === 503)
    third = post();
  for (const each of release) each();
  expect((await first).status).toBe(200);
  expect((await third).status).toBe(200);
});

/** Resolves when `count` requests have reached the route. */
async function nextRelease(release: readonly unknown[], count: number): Promise<void> {
  await expect.poll(() => release.length).toBe(count);
}
