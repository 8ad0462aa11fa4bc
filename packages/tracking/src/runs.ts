import { z } from 'zod';
import { createPost, MLFLOW_API, toTags } from './mlflow-call.ts';
import { runSchema, type Run, type RunStatus } from './schemas.ts';
import type { Transport } from './transport.ts';

const nothing = z.object({});
const runAnswer = z.object({ run: runSchema });

export function createRunCalls(transport: Transport) {
  const post = createPost(transport);
  return {
    /** With an `idempotencyKey`, the run that an earlier call with this key made is returned. */
    createRun: async (run: {
      experimentId: string;
      startTime: number;
      runName?: string;
      tags?: Record<string, string>;
      idempotencyKey?: string;
    }): Promise<Run> => {
      const body = {
        experiment_id: run.experimentId,
        run_name: run.runName,
        start_time: run.startTime,
        tags: toTags(run.tags, run.idempotencyKey),
      };
      return (await post('create a run', 'runs/create', body, runAnswer)).run;
    },

    updateRun: async (
      runId: string,
      change: { status?: RunStatus; endTime?: number; runName?: string },
    ): Promise<void> => {
      const body = {
        run_id: runId,
        status: change.status,
        end_time: change.endTime,
        run_name: change.runName,
      };
      await post(`update run ${runId}`, 'runs/update', body, nothing);
    },

    getRun: async (runId: string): Promise<Run> => {
      const request = { what: `read run ${runId}`, path: `${MLFLOW_API}/runs/get`, query: { run_id: runId } };
      return (await transport.json(request, runAnswer)).run;
    },

    searchRuns: (search: RunSearch): Promise<Run[]> => searchRuns(transport, search),
  };
}

export interface RunSearch {
  experimentIds: string[];
  /** In MLflow's filter language, e.g. `metrics.rocAuc > 0.7 AND tags.stage = 'train'`. */
  filter?: string;
  /** e.g. `['metrics.rocAuc DESC']`; newest first when absent. */
  orderBy?: string[];
  /** Default 1000. */
  maxResults?: number;
}

/** As many pages as `maxResults` needs. */
async function searchRuns(transport: Transport, search: RunSearch): Promise<Run[]> {
  const post = createPost(transport);
  const wanted = search.maxResults ?? 1000;
  const found: Run[] = [];
  let token: string | undefined;
  do {
    const body = {
      experiment_ids: search.experimentIds,
      filter: search.filter,
      order_by: search.orderBy,
      max_results: Math.min(wanted - found.length, 1000),
      page_token: token,
    };
    const page = await post('search runs', 'runs/search', body, runPage);
    found.push(...page.runs);
    token = page.next_page_token === '' ? undefined : page.next_page_token;
  } while (token !== undefined && found.length < wanted);
  return found;
}

const runPage = z.object({ runs: z.array(runSchema).default([]), next_page_token: z.string().optional() });
