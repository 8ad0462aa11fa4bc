import { expect, it } from 'vitest';
import { requestFailed, serviceUnreachable } from './errors.ts';
import { retryWhileAway } from './retry-while-away.ts';

const away = () => serviceUnreachable({ url: 'http://x', reason: 'ECONNREFUSED' });
const answered = (status: number) => requestFailed({ method: 'GET', url: 'http://x', status, body: 'no' });

/** Fails with each of these in turn, then answers; counts what was told. */
async function attempt(failures: Error[], signal = new AbortController().signal) {
  const told = { retries: 0, givenUp: 0 };
  const left = [...failures];
  const result = await retryWhileAway(
    () => (left.length > 0 ? Promise.reject(left.shift()!) : Promise.resolve('answer')),
    {
      signal,
      pauseMs: 0,
      isPassing: (status) => status === 503,
      onRetry: () => (told.retries += 1),
      onGiveUp: () => (told.givenUp += 1),
    },
  ).catch((error: Error) => error);
  return { result, ...told };
}

it('sends again while the server is away or its status passes', async () => {
  expect(await attempt([away(), answered(503), away()])).toEqual({
    result: 'answer',
    retries: 3,
    givenUp: 0,
  });
});

it('takes any other answer and any other error as final', async () => {
  const refused = answered(400);
  expect(await attempt([refused])).toEqual({ result: refused, retries: 0, givenUp: 1 });
  const broken = new TypeError('answered 503');
  expect(await attempt([broken])).toEqual({ result: broken, retries: 0, givenUp: 1 });
});

it('ends with the reason of the signal, and counts nothing', async () => {
  const stop = new AbortController();
  const reason = new Error('received SIGINT');
  stop.abort(reason);
  expect(await attempt([away()], stop.signal)).toEqual({ result: reason, retries: 0, givenUp: 0 });
});
