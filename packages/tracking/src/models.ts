import { z } from 'zod';
import { createPost, errorCodeOf, MLFLOW_API, toTags } from './mlflow-call.ts';
import { modelVersionSchema, type ModelVersion } from './schemas.ts';
import type { Transport } from './transport.ts';

const nothing = z.object({});
const versionAnswer = z.object({ model_version: modelVersionSchema });

export function createModelCalls(transport: Transport) {
  const post = createPost(transport);
  return {
    /** Does nothing when the model exists. */
    createRegisteredModel: async (name: string): Promise<void> => {
      try {
        await post(`create registered model "${name}"`, 'registered-models/create', { name }, nothing);
      } catch (error) {
        if (errorCodeOf(error) !== 'RESOURCE_ALREADY_EXISTS') throw error;
      }
    },

    /** With an `idempotencyKey`, the version that an earlier call with this key made is returned. */
    createModelVersion: async (version: {
      model: string;
      /** Folder of the files, e.g. `${run.artifactUri}/model`. */
      source: string;
      runId: string;
      tags?: Record<string, string>;
      description?: string;
      idempotencyKey?: string;
    }): Promise<ModelVersion> => {
      const body = {
        name: version.model,
        source: version.source,
        run_id: version.runId,
        description: version.description,
        tags: toTags(version.tags, version.idempotencyKey),
      };
      const what = `register a version of ${version.model}`;
      return (await post(what, 'model-versions/create', body, versionAnswer)).model_version;
    },

    getModelVersion: async (model: string, version: string): Promise<ModelVersion> => {
      const what = `read ${model} version ${version}`;
      const request = { what, path: `${MLFLOW_API}/model-versions/get`, query: { name: model, version } };
      return (await transport.json(request, versionAnswer)).model_version;
    },

    /** Newest first. */
    searchModelVersions: (filter: string, maxResults = 1000): Promise<ModelVersion[]> =>
      searchModelVersions(transport, filter, maxResults),
  };
}

async function searchModelVersions(
  transport: Transport,
  filter: string,
  maxResults: number,
): Promise<ModelVersion[]> {
  const found: ModelVersion[] = [];
  let token: string | undefined;
  do {
    const query = { filter, max_results: String(maxResults - found.length), page_token: token };
    const path = `${MLFLOW_API}/model-versions/search`;
    const page = await transport.json({ what: 'search model versions', path, query }, versionPage);
    found.push(...page.model_versions);
    token = page.next_page_token === '' ? undefined : page.next_page_token;
  } while (token !== undefined && found.length < maxResults);
  return found;
}

const versionPage = z.object({
  model_versions: z.array(modelVersionSchema).default([]),
  next_page_token: z.string().optional(),
});
