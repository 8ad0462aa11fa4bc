import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { artifactPath } from './questions.ts';
import { ask, reasonOf } from './request.ts';

const question = {
  service: 'monitor',
  path: '/services/monitor/status',
  schema: z.object({ rows: z.number() }),
} as const;

describe('ask', () => {
  afterEach(() => void vi.unstubAllGlobals());
  const answerWith = (response: Response | Error) =>
    vi.stubGlobal('fetch', () =>
      response instanceof Error ? Promise.reject(response) : Promise.resolve(response),
    );

  it('gives the parsed answer', async () => {
    answerWith(Response.json({ rows: 3 }));
    expect(await ask(question)).toEqual({ ok: true, data: { rows: 3 } });
  });
  it('calls a service away when there is no connection or its answer is a 5xx', async () => {
    answerWith(new TypeError('fetch failed'));
    expect(await ask(question)).toMatchObject({
      failure: { service: 'monitor', kind: 'away', status: null },
    });
    answerWith(new Response('<html>Bad gateway</html>', { status: 502 }));
    expect(await ask(question)).toMatchObject({ failure: { kind: 'away', message: 'it answered 502' } });
  });
  it('tells a service that cannot serve yet from one that the registry does not reach', async () => {
    answerWith(Response.json({ ready: false, reason: 'no champion yet' }, { status: 503 }));
    expect(await ask(question)).toMatchObject({
      failure: { kind: 'unready', message: 'no champion yet (503)' },
    });
    answerWith(Response.json({ error_code: 'TEMPORARILY_UNAVAILABLE', message: 'gone.' }, { status: 503 }));
    expect(await ask(question)).toMatchObject({ failure: { kind: 'away', message: 'gone (503)' } });
  });
  it('keeps the reason and the problems of a refusal', async () => {
    const problems = [{ field: 'minute', received: '"x"', expected: 'number' }];
    answerWith(
      Response.json({ error: 'wrong', code: 'INVALID_REQUEST', details: { problems } }, { status: 400 }),
    );
    expect(await ask(question)).toMatchObject({
      failure: { kind: 'refused', message: 'wrong (400)', problems },
    });
  });
  it('names the field of an answer that is not what was agreed', async () => {
    answerWith(Response.json({ rows: 'three' }));
    const answer = await ask(question);
    expect(answer).toMatchObject({ failure: { kind: 'unreadable' } });
    expect(answer.ok ? '' : answer.failure.message).toContain('rows: ');
  });
});

describe('reasonOf', () => {
  it('reads the errors of MLflow routes too', () => {
    expect(reasonOf({ error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'no run 4' }, 404).message).toBe(
      'no run 4 (404)',
    );
  });
});

describe('artifactPath', () => {
  it('leads through the artifact proxy, each segment encoded', () => {
    expect(artifactPath('mlflow-artifacts:/1/a b/artifacts', 'model/MODEL_CARD.md')).toBe(
      '/api/2.0/mlflow-artifacts/artifacts/1/a%20b/artifacts/model/MODEL_CARD.md',
    );
    expect(artifactPath('mlflow-artifacts://host:5050/1/r/artifacts', 'x')).toBe(
      '/api/2.0/mlflow-artifacts/artifacts/1/r/artifacts/x',
    );
  });
  it('is null for artifacts that the registry does not keep', () => {
    expect(artifactPath('s3://bucket/1/r', 'x')).toBeNull();
  });
});
