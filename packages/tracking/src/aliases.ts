import { z } from 'zod';
import { createPost, errorCodeOf, MLFLOW_API } from './mlflow-call.ts';
import { modelVersionSchema, type ModelVersion } from './schemas.ts';
import type { Transport } from './transport.ts';

export function createAliasCalls(transport: Transport) {
  const { json } = transport;
  const post = createPost(transport);
  return {
    /** Null when the alias points to nothing or the model does not exist. */
    getVersionByAlias: async (model: string, alias: string): Promise<ModelVersion | null> => {
      const request = {
        what: `read alias ${alias} of ${model}`,
        path: `${MLFLOW_API}/registered-models/alias`,
        query: { name: model, alias },
      };
      try {
        return (await json(request, z.object({ model_version: modelVersionSchema }))).model_version;
      } catch (error) {
        const code = errorCodeOf(error);
        if (code === 'INVALID_PARAMETER_VALUE' || code === 'RESOURCE_DOES_NOT_EXIST') return null;
        throw error;
      }
    },

    /** The alias `champion` of a project's model moves only through the gate: use `promote`. */
    setAlias: async (model: string, alias: string, version: string): Promise<void> => {
      const what = `point alias ${alias} of ${model} to version ${version}`;
      const body = { name: model, alias, version };
      await post(what, 'registered-models/alias', body, z.object({}));
    },
  };
}
