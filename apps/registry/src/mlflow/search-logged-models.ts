import { searchLoggedModels } from '@flywheel/store/registry';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { readInput } from '../http/read-input.ts';
import { id, list, maxResults, pageToken, text } from './inputs.ts';
import { loggedModelToJson, pageToJson } from './to-json.ts';

const datasetSchema = z.object({ dataset_name: text.default(''), dataset_digest: text.optional() });
const searchSchema = z.object({
  experiment_ids: list(id),
  filter: text.default(''),
  datasets: list(datasetSchema),
  max_results: maxResults({ byDefault: 100, limit: 1000 }),
  order_by: list(
    z.object({ field_name: text, ascending: z.boolean().default(true), ...datasetSchema.shape }),
  ),
  page_token: pageToken,
});

/** The search for logged models, by filter and by their metrics on certain datasets. */
export function addLoggedModelSearch(server: FastifyInstance, { db }: Deps): void {
  server.post('/logged-models/search', async (request) => {
    const input = readInput(request, searchSchema);
    const toDataset = ({ dataset_name: name, dataset_digest: digest }: z.output<typeof datasetSchema>) => ({
      name,
      digest: digest || undefined,
    });
    const page = await searchLoggedModels(db, {
      experimentIds: input.experiment_ids,
      filter: input.filter,
      datasets: input.datasets.map(toDataset),
      orderBy: input.order_by.map((order) => ({
        field: order.field_name,
        isAscending: order.ascending,
        dataset: order.dataset_name === '' ? undefined : toDataset(order),
      })),
      maxResults: input.max_results,
      pageToken: input.page_token,
    });
    return pageToJson('models', page, loggedModelToJson);
  });
}
