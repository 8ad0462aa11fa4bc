import {
  jobViewSchema,
  monitorStatusSchema,
  overviewSchema,
  retrainDecisionsResponseSchema,
  type JobView,
  type MonitorStatus,
  type Overview,
  type RetrainDecision,
} from '@flywheel/contracts';
import { createTrainingQueue, type TrainingQueue } from '@flywheel/queue';
import { createTrackingClient, type TrackingClient } from '@flywheel/tracking';
import type { Endpoints } from '../context.ts';
import { requestJson } from '../http.ts';
import { retryWhileAway } from '../retry-while-away.ts';

/** What the loop asks of the running platform. Reads are tried again while a process restarts. */
export interface LoopClients {
  queue: TrainingQueue;
  tracking: TrackingClient;
  overview: () => Promise<Overview>;
  retrainDecisions: () => Promise<RetrainDecision[]>;
  monitorStatus: () => Promise<MonitorStatus>;
  job: (id: string) => Promise<JobView>;
  close: () => Promise<void>;
}

export function openLoopClients(options: {
  endpoints: Endpoints;
  redisUrl: string | undefined;
  project: string;
  signal: AbortSignal;
}): LoopClients {
  const { endpoints, redisUrl, project, signal } = options;
  const queue = createTrainingQueue({ databaseUrl: endpoints.databaseUrl, redisUrl });
  const get = <Schema extends Parameters<typeof requestJson>[0]['schema']>(url: string, schema: Schema) =>
    patiently(() => requestJson({ url, schema, signal }), signal);
  return {
    queue,
    tracking: createTrackingClient({ uri: endpoints.urlOf('registry') }),
    overview: () =>
      get(`${endpoints.urlOf('registry')}/api/flywheel/v1/overview?project=${project}`, overviewSchema),
    retrainDecisions: async () =>
      (
        await get(
          `${endpoints.urlOf('monitor')}/decisions?project=${project}`,
          retrainDecisionsResponseSchema,
        )
      ).decisions,
    monitorStatus: () => get(`${endpoints.urlOf('monitor')}/status?project=${project}`, monitorStatusSchema),
    job: (id) => get(`${endpoints.urlOf('trainer')}/jobs/${encodeURIComponent(id)}`, jobViewSchema),
    close: () => queue.close(),
  };
}

function patiently<Result>(read: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
  return retryWhileAway(read, { signal, pauseMs: 300, isPassing: (status) => status >= 500 });
}
