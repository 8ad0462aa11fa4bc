import { createReadStream, existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { text } from 'node:stream/consumers';
import { predictResponseSchema, projectsResponseSchema, type Prediction } from '@flywheel/contracts';
import { recordSchemaOf } from '@flywheel/project';
import { z } from 'zod';
import * as fixtures from './console-fixtures.ts';
import * as monitor from './console-monitor-fixtures.ts';

interface FakeAnswer {
  status?: number;
  body: unknown;
  type?: string;
}

/** Stands in for the registry and the services behind its proxies, on the loopback, for the console's tests only. */
export interface Fake {
  url: string;
  /** Answers by `METHOD /path`; a test may replace any. */
  answers: Map<string, (request: { query: URLSearchParams; body: unknown }) => FakeAnswer>;
  /** Services that are down: their proxies answer 503, as the registry's do. */
  away: Set<string>;
  /** Everything that was asked. */
  asked: string[];
  /** Questions that no real service would answer: a test that finds one here fails. */
  unexpected: string[];
  close: () => Promise<void>;
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

export async function startFake(dist: string): Promise<Fake> {
  const fake: Omit<Fake, 'url' | 'close'> = {
    answers: defaultAnswers(),
    away: new Set(),
    asked: [],
    unexpected: [],
  };
  const server = createServer((request, response) => void answer(fake, dist, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(fake, {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

async function answer(
  fake: Omit<Fake, 'url' | 'close'>,
  dist: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://fake');
  const key = `${request.method} ${url.pathname}`;
  const body = await text(request);
  if (/^\/(api|services)\//.test(url.pathname)) fake.asked.push(key);
  const service = /^\/services\/([a-z]+)\//.exec(url.pathname)?.[1] ?? 'registry';
  const known = fake.answers.get(key);
  if (known && fake.away.has(service)) {
    send(response, {
      status: 503,
      body: { error_code: 'TEMPORARILY_UNAVAILABLE', message: `the ${service} process does not answer.` },
    });
  } else if (known) {
    send(
      response,
      known({ query: url.searchParams, body: body === '' ? undefined : (JSON.parse(body) as unknown) }),
    );
  } else if (!sendFile(response, dist, url.pathname)) {
    fake.unexpected.push(key);
    send(response, { status: 404, body: { error: `there is no route ${key}`, code: 'ROUTE_NOT_FOUND' } });
  }
}

function send(response: ServerResponse, { status = 200, body, type = 'application/json' }: FakeAnswer): void {
  response.writeHead(status, { 'content-type': type });
  response.end(type === 'application/json' ? JSON.stringify(body) : String(body));
}

function sendFile(response: ServerResponse, dist: string, path: string): boolean {
  const file = join(dist, normalize(path === '/' ? '/index.html' : path));
  if (path.startsWith('/api') || path.startsWith('/services') || !existsSync(file)) return false;
  response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
  createReadStream(file).pipe(response);
  return true;
}

function defaultAnswers(): Fake['answers'] {
  const { project } = fixtures.overview();
  let statusAsked = 0;
  const run = (id: string | null) => fixtures.runs().find(({ info }) => info.run_id === id);
  return new Map<string, (request: { query: URLSearchParams; body: unknown }) => FakeAnswer>([
    [
      'GET /api/flywheel/v1/projects',
      () => ({
        body: projectsResponseSchema.parse({ projects: [{ name: project.name, title: project.title }] }),
      }),
    ],
    ['GET /api/flywheel/v1/overview', () => ({ body: fixtures.overview() })],
    ['GET /api/flywheel/v1/models/flights/aliases/champion/history', () => ({ body: fixtures.history })],
    ['GET /services/monitor/status', () => ({ body: monitor.status((statusAsked += 1)) })],
    ['GET /services/monitor/windows', () => ({ body: { windows: monitor.windows() } })],
    ['GET /services/monitor/decisions', () => ({ body: { decisions: monitor.retrainings() } })],
    ['GET /services/trainer/jobs', () => ({ body: { jobs: monitor.jobs() } })],
    ['GET /services/inference/health/ready', () => ({ body: { ready: true } })],
    ['POST /services/inference/predict/flights', ({ body }) => predict(body)],
    ['GET /api/2.0/mlflow/experiments/get-by-name', () => ({ body: { experiment: { experiment_id: '1' } } })],
    ['POST /api/2.0/mlflow/runs/search', () => ({ body: { runs: fixtures.runs() } })],
    ['GET /api/2.0/mlflow/runs/get', ({ query }) => ({ body: { run: run(query.get('run_id')) } })],
    [
      'GET /api/2.0/mlflow/artifacts/list',
      ({ query }) => ({
        body: {
          files: query.has('path')
            ? [
                { path: 'model/MODEL_CARD.md', is_dir: false, file_size: 812 },
                { path: 'model/model.onnx', is_dir: false, file_size: 1_482_201 },
              ]
            : [{ path: 'model', is_dir: true }],
        },
      }),
    ],
    [
      `GET /api/2.0/mlflow-artifacts/artifacts/1/${'2'.repeat(32)}/artifacts/model/MODEL_CARD.md`,
      () => ({ body: fixtures.MODEL_CARD, type: 'text/markdown' }),
    ],
  ]);
}

/** Judges the record as inference does: by the schema derived from the project. */
function predict(body: unknown): FakeAnswer {
  const { features, target } = fixtures.overview().project;
  const request = z.object({ records: z.array(recordSchemaOf(features)).length(1), explain: z.boolean() });
  const parsed = request.safeParse(body);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => ({
      field: issue.path.join('.'),
      received: 'something else',
      expected: issue.message,
    }));
    return {
      status: 400,
      body: { error: 'the request is wrong', code: 'INVALID_REQUEST', details: { problems } },
    };
  }
  const record = parsed.data.records[0]!;
  const prediction: Prediction = {
    id: '0d6f1f3e-6a1b-4c58-9d1c-2f6f2f5f0a11',
    label: 1,
    labelName: target.labels[1],
    probability: 0.634,
    warnings:
      record['origin'] === 'ZZZ'
        ? [{ field: 'origin', code: 'UNSEEN_CATEGORY', message: 'ZZZ was never seen in training' }]
        : [],
    explanation: [
      { feature: 'minute', baseline: 754, contribution: 0.211 },
      { feature: 'weekday', baseline: 2, contribution: 0.062 },
      { feature: 'distance', baseline: 612, contribution: -0.018 },
      { feature: 'origin', baseline: 'ATL', contribution: 0.047 },
      { feature: 'destination', baseline: 'ATL', contribution: -0.009 },
    ],
  };
  return {
    body: predictResponseSchema.parse({ model: 'flights', modelVersion: '2', predictions: [prediction] }),
  };
}
