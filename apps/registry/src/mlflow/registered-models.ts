import {
  createRegisteredModel,
  deleteModelTag,
  deleteRegisteredModel,
  invalidParameterValue,
  readRegisteredModel,
  searchRegisteredModels,
  setModelTag,
  updateRegisteredModel,
} from '@flywheel/store/registry';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { readInput } from '../http/read-input.ts';
import { list, maxResults, pageToken, tag, tags, text } from './inputs.ts';
import { pageToJson, registeredModelToJson } from './to-json.ts';

const modelName = z.string().regex(/^[^/:\n]{1,256}$/, 'a name of 1 to 256 characters without / and :');
const nameSchema = z.object({ name: text.min(1) });
const searchSchema = z.object({
  filter: text.default(''),
  order_by: list(text),
  max_results: maxResults({ byDefault: 100, limit: 1000 }),
  page_token: pageToken,
});

/** Registered models: a name under which versions are counted. */
export function addRegisteredModelRoutes(server: FastifyInstance, { db, now, projects }: Deps): void {
  const answer = async (name: string): Promise<object> => ({
    registered_model: registeredModelToJson(await readRegisteredModel(db, name)),
  });
  const base = '/registered-models';

  server.post(`${base}/create`, async (request) => {
    const schema = z.object({ name: modelName, tags, description: text.default('') });
    const input = readInput(request, schema);
    await createRegisteredModel(db, { ...input, now: now().getTime() });
    return answer(input.name);
  });
  server.get(`${base}/get`, async (request) => answer(readInput(request, nameSchema).name));
  server.get(`${base}/search`, async (request) => {
    const input = readInput(request, searchSchema);
    const page = await searchRegisteredModels(db, {
      filter: input.filter,
      orderBy: input.order_by,
      maxResults: input.max_results,
      pageToken: input.page_token,
    });
    return pageToJson('registered_models', page, registeredModelToJson);
  });
  server.patch(`${base}/update`, async (request) => {
    const { name, description } = readInput(request, nameSchema.extend({ description: text.default('') }));
    await updateRegisteredModel(db, name, { description, now: now().getTime() });
    return answer(name);
  });
  server.post(`${base}/rename`, async (request) => {
    const input = readInput(request, nameSchema.extend({ new_name: modelName }));
    for (const name of [input.name, input.new_name])
      if (projects.has(name))
        throw invalidParameterValue(
          `"${name}" is the model of project ${name}: its aliases are gated, so it keeps its name and no other model takes it.`,
        );
    await updateRegisteredModel(db, input.name, { name: input.new_name, now: now().getTime() });
    return answer(input.new_name);
  });
  server.delete(`${base}/delete`, async (request) => {
    await deleteRegisteredModel(db, readInput(request, nameSchema).name);
    return {};
  });
  server.post(`${base}/set-tag`, async (request) => {
    const { name, key, value } = readInput(request, nameSchema.extend(tag.shape));
    await setModelTag(db, name, { key, value });
    return {};
  });
  server.delete(`${base}/delete-tag`, async (request) => {
    const { name, key } = readInput(request, nameSchema.extend({ key: text }));
    await deleteModelTag(db, name, key);
    return {};
  });
}
