import { z } from 'zod';
import { createPost, errorCodeOf, MLFLOW_API } from './mlflow-call.ts';
import type { Transport } from './transport.ts';

export function createExperimentCalls(transport: Transport) {
  const { json } = transport;
  const post = createPost(transport);
  const findExperiment = async (name: string): Promise<string | null> => {
    try {
      const { experiment } = await json(
        {
          what: `find experiment "${name}"`,
          path: `${MLFLOW_API}/experiments/get-by-name`,
          query: { experiment_name: name },
        },
        z.object({ experiment: z.object({ experiment_id: z.coerce.string() }) }),
      );
      return experiment.experiment_id;
    } catch (error) {
      if (errorCodeOf(error) === 'RESOURCE_DOES_NOT_EXIST') return null;
      throw error;
    }
  };

  return {
    /** Id of the experiment of this name; made when there is none. */
    getOrCreateExperiment: async (name: string): Promise<string> => {
      const found = await findExperiment(name);
      if (found !== null) return found;
      try {
        const what = `create experiment "${name}"`;
        return (await post(what, 'experiments/create', { name }, z.object({ experiment_id: z.string() })))
          .experiment_id;
      } catch (error) {
        if (errorCodeOf(error) !== 'RESOURCE_ALREADY_EXISTS') throw error;
        return (await findExperiment(name))!; // another process made it in between
      }
    },
  };
}
