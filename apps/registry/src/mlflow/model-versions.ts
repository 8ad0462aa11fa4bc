import {
  createVersion,
  deleteVersion,
  deleteVersionTag,
  readVersion,
  readVersionRow,
  searchVersions,
  setVersionTag,
  updateVersion,
} from '@flywheel/store/registry';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { readInput } from '../http/read-input.ts';
import { id, list, maxResults, pageToken, tag, tags, text } from './inputs.ts';
import { pageToJson, versionToJson } from './to-json.ts';

export const versionSchema = z.object({ name: text.min(1), version: id });
const createSchema = z.object({
  name: text.min(1),
  source: text.min(1),
  run_id: text.default(''),
  model_id: text.optional(),
  run_link: text.default(''),
  description: text.default(''),
  tags,
});
const searchSchema = z.object({
  filter: text.default(''),
  order_by: list(text),
  max_results: maxResults({ byDefault: 10_000, limit: 200_000 }),
  page_token: pageToken,
});

/** Model versions: numbered, with files that never change. */
export function addModelVersionRoutes(server: FastifyInstance, { db, now }: Deps): void {
  const answer = async ({ name, version }: { name: string; version: string }): Promise<object> => ({
    model_version: versionToJson(await readVersion(db, name, version)),
  });
  const base = '/model-versions';

  server.post(`${base}/create`, async (request) => {
    const input = readInput(request, createSchema);
    const version = await createVersion(db, {
      name: input.name,
      source: input.source,
      runId: input.run_id,
      modelId: input.model_id || null,
      description: input.description,
      runLink: input.run_link,
      tags: input.tags,
      now: now().getTime(),
    });
    return answer({ name: input.name, version: String(version) });
  });
  server.get(`${base}/get`, async (request) => answer(readInput(request, versionSchema)));
  server.get(`${base}/search`, async (request) => {
    const input = readInput(request, searchSchema);
    const page = await searchVersions(db, {
      filter: input.filter,
      orderBy: input.order_by,
      maxResults: input.max_results,
      pageToken: input.page_token,
    });
    return pageToJson('model_versions', page, versionToJson);
  });
  server.get(`${base}/get-download-uri`, async (request) => {
    const { name, version } = readInput(request, versionSchema);
    return { artifact_uri: (await readVersionRow(db, name, version)).artifact_uri };
  });
  server.patch(`${base}/update`, async (request) => {
    const input = readInput(request, versionSchema.extend({ description: text.default('') }));
    await updateVersion(db, input, { description: input.description, now: now().getTime() });
    return answer(input);
  });
  server.delete(`${base}/delete`, async (request) => {
    const { name, version } = readInput(request, versionSchema);
    await deleteVersion(db, name, version, now());
    return {};
  });
  server.post(`${base}/set-tag`, async (request) => {
    const { key, value, ...input } = readInput(request, versionSchema.extend(tag.shape));
    await setVersionTag(db, input, { key, value });
    return {};
  });
  server.delete(`${base}/delete-tag`, async (request) => {
    const { key, ...input } = readInput(request, versionSchema.extend({ key: text }));
    await deleteVersionTag(db, input, key);
    return {};
  });
}
