import {
  aliasHistoryResponseSchema,
  jobsResponseSchema,
  monitorStatusSchema,
  overviewSchema,
  predictResponseSchema,
  projectsResponseSchema,
  retrainDecisionsResponseSchema,
  windowsResponseSchema,
} from '@flywheel/contracts';
import { z } from 'zod';
import { experimentAnswerSchema, filesAnswerSchema, runAnswerSchema, runsAnswerSchema } from './mlflow.ts';
import type { Question } from './request.ts';

const readySchema = z.object({ ready: z.literal(true) });

type AnswerOf<Schema extends z.ZodType> = Question<z.output<Schema>>;

const registry = <Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  body?: unknown,
): AnswerOf<Schema> => ({ service: 'registry', path, schema: schema as AnswerOf<Schema>['schema'], body });

const query = (parameters: Record<string, string | number>): string =>
  new URLSearchParams(Object.entries(parameters).map(([key, value]) => [key, String(value)])).toString();

export const projectsQuestion = () => registry('/api/flywheel/v1/projects', projectsResponseSchema);

export const overviewQuestion = (project: string) =>
  registry(`/api/flywheel/v1/overview?${query({ project })}`, overviewSchema);

export const aliasHistoryQuestion = (model: string, alias: string) =>
  registry(
    `/api/flywheel/v1/models/${encodeURIComponent(model)}/aliases/${encodeURIComponent(alias)}/history`,
    aliasHistoryResponseSchema,
  );

/** MLflow keeps the runs of a project in the experiment of its name. */
export const experimentQuestion = (project: string) =>
  registry(
    `/api/2.0/mlflow/experiments/get-by-name?${query({ experiment_name: project })}`,
    experimentAnswerSchema,
  );

export const runsQuestion = (experimentId: string) =>
  registry('/api/2.0/mlflow/runs/search', runsAnswerSchema, {
    experiment_ids: [experimentId],
    max_results: 200,
    order_by: ['attributes.start_time DESC'],
  });

export const runQuestion = (runId: string) =>
  registry(`/api/2.0/mlflow/runs/get?${query({ run_id: runId })}`, runAnswerSchema);

export const artifactsQuestion = (runId: string, folder: string) =>
  registry(
    `/api/2.0/mlflow/artifacts/list?${query(folder ? { run_id: runId, path: folder } : { run_id: runId })}`,
    filesAnswerSchema,
  );

export const statusQuestion = (project: string): AnswerOf<typeof monitorStatusSchema> => ({
  service: 'monitor',
  path: `/services/monitor/status?${query({ project })}`,
  schema: monitorStatusSchema,
});

export const windowsQuestion = (project: string): AnswerOf<typeof windowsResponseSchema> => ({
  service: 'monitor',
  path: `/services/monitor/windows?${query({ project, limit: 60 })}`,
  schema: windowsResponseSchema,
});

export const retrainDecisionsQuestion = (
  project: string,
): AnswerOf<typeof retrainDecisionsResponseSchema> => ({
  service: 'monitor',
  path: `/services/monitor/decisions?${query({ project })}`,
  schema: retrainDecisionsResponseSchema,
});

export const readyQuestion = (): AnswerOf<typeof readySchema> => ({
  service: 'inference',
  path: '/services/inference/health/ready',
  schema: readySchema,
});

export const jobsQuestion = (): AnswerOf<typeof jobsResponseSchema> => ({
  service: 'trainer',
  path: `/services/trainer/jobs?${query({ limit: 20 })}`,
  schema: jobsResponseSchema,
});

export const predictQuestion = (
  project: string,
  record: Record<string, string | number | null>,
): AnswerOf<typeof predictResponseSchema> => ({
  service: 'inference',
  path: predictPath(project),
  schema: predictResponseSchema,
  body: { records: [record], explain: true },
});

export const predictPath = (project: string): string =>
  `/services/inference/predict/${encodeURIComponent(project)}`;

/** A text file of a run through the artifact proxy, or null when the run's artifacts live elsewhere. */
export function artifactPath(artifactUri: string, file: string): string | null {
  const match = /^mlflow-artifacts:(?:\/\/[^/]*)?\/(.+)$/.exec(artifactUri);
  if (!match?.[1]) return null;
  const segments = [...match[1].split('/'), ...file.split('/')].map(encodeURIComponent);
  return `/api/2.0/mlflow-artifacts/artifacts/${segments.join('/')}`;
}

export const artifactTextQuestion = (path: string): Question<string> => ({
  service: 'registry',
  path,
  schema: z.string(),
  format: 'text',
});
