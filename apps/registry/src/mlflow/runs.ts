import { randomUUID } from 'node:crypto';
import {
  createRun,
  invalidParameterValue,
  moveRun,
  readRun,
  RUN_NAME_TAG,
  searchRuns,
  updateRun,
  USER_TAG,
} from '@flywheel/store/registry';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { readInput } from '../http/read-input.ts';
import { id, int64, list, maxResults, pageToken, pair, text, viewType } from './inputs.ts';
import { inventRunName } from './run-name.ts';
import { pageToJson, runInfoToJson, runToJson } from './to-json.ts';

/** Older clients call the id of a run `run_uuid`. */
export const runIdFields = { run_id: id.optional(), run_uuid: id.optional() };
export function runIdOf(input: { run_id?: string | undefined; run_uuid?: string | undefined }): string {
  const runId = input.run_id ?? input.run_uuid;
  if (runId === undefined) throw invalidParameterValue('run_id: received nothing, expected the id of a run');
  return runId;
}

const runIdSchema = z.object(runIdFields);
const createSchema = z.object({
  experiment_id: id.default('0'),
  user_id: text.default(''),
  run_name: text.default(''),
  start_time: int64.optional(),
  tags: list(pair),
});
const updateSchema = runIdSchema.extend({
  status: z.enum(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']).optional(),
  end_time: int64.optional(),
  run_name: text.optional(),
});
const searchSchema = z.object({
  experiment_ids: list(id),
  filter: text.default(''),
  run_view_type: viewType,
  max_results: maxResults({ byDefault: 1000, limit: 50_000 }),
  order_by: list(text),
  page_token: pageToken,
});

/** Runs: one execution with what it logged. */
export function addRunRoutes(server: FastifyInstance, { db, now }: Deps): void {
  server.post('/runs/create', async (request) => {
    const input = readInput(request, createSchema);
    const runName = chooseName(input);
    const runId = await createRun(db, {
      runId: randomUUID().replaceAll('-', ''),
      experimentId: input.experiment_id,
      runName,
      userId: input.user_id || (input.tags.find(({ key }) => key === USER_TAG)?.value ?? ''),
      startTime: input.start_time ?? String(now().getTime()),
      tags: [...input.tags, { key: RUN_NAME_TAG, value: runName }],
    });
    return { run: runToJson(await readRun(db, runId)) };
  });
  server.get('/runs/get', async (request) => ({
    run: runToJson(await readRun(db, runIdOf(readInput(request, runIdSchema)))),
  }));
  server.post('/runs/update', async (request) => {
    const input = readInput(request, updateSchema);
    const change = { status: input.status, endTime: input.end_time, runName: input.run_name };
    return { run_info: runInfoToJson(await updateRun(db, runIdOf(input), change)) };
  });
  for (const [path, stage] of [
    ['delete', 'deleted'],
    ['restore', 'active'],
  ] as const)
    server.post(`/runs/${path}`, async (request) => {
      await moveRun(db, runIdOf(readInput(request, runIdSchema)), stage);
      return {};
    });
  server.post('/runs/search', async (request) => {
    const input = readInput(request, searchSchema);
    const page = await searchRuns(db, {
      experimentIds: input.experiment_ids,
      filter: input.filter,
      orderBy: input.order_by,
      stages: input.run_view_type,
      maxResults: input.max_results,
      pageToken: input.page_token,
    });
    return pageToJson('runs', page, runToJson);
  });
}

function chooseName(input: z.output<typeof createSchema>): string {
  const tag = input.tags.find(({ key }) => key === RUN_NAME_TAG)?.value ?? '';
  if (tag !== '' && input.run_name !== '' && tag !== input.run_name)
    throw invalidParameterValue(
      `run_name is "${input.run_name.slice(0, 200)}" but tag ${RUN_NAME_TAG} is "${tag.slice(0, 200)}": give one name.`,
    );
  return input.run_name || tag || inventRunName();
}
