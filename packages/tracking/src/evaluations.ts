import {
  evaluationSchema,
  evaluationsResponseSchema,
  overviewSchema,
  type Evaluation,
  type Overview,
} from '@flywheel/contracts';
import type { Transport } from './transport.ts';

const API = '/api/flywheel/v1';

/** Flywheel's own routes of the registry: what was measured, and what the console shows. */
export function createEvaluationCalls({ json }: Transport) {
  return {
    /** Posting the same evaluation again changes nothing; the same id with other figures is refused. */
    postEvaluation: (evaluation: Omit<Evaluation, 'createdAt'>): Promise<Evaluation> =>
      json(
        {
          what: `record evaluation ${evaluation.id}`,
          method: 'POST',
          path: `${API}/evaluations`,
          json: evaluation,
        },
        evaluationSchema,
      ),

    /** Newest first. */
    listEvaluations: async (model: string): Promise<Evaluation[]> => {
      const request = { what: `list evaluations of ${model}`, path: `${API}/evaluations`, query: { model } };
      return (await json(request, evaluationsResponseSchema)).evaluations;
    },

    overview: (project: string): Promise<Overview> =>
      json(
        { what: `read the overview of ${project}`, path: `${API}/overview`, query: { project } },
        overviewSchema,
      ),
  };
}
