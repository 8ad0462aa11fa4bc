import { unknownProject, type Project } from '@flywheel/project';
import { parseInput } from '@flywheel/service';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { InferenceMetrics } from '../metrics.ts';
import type { ModelCatalog } from '../model/model-catalog.ts';
import { answerPredictRequest } from './answer.ts';
import type { PredictionSink } from './capture.ts';
import { predictRouteSchema, recordJsonSchema } from './openapi.ts';

const querySchema = z.object({ explain: z.stringbool().default(false) });

/** `POST /predict/<project>` and `GET /projects/<project>/schema`, one of each for every project, as the documentation shows them. */
export function registerPredictRoutes(
  server: FastifyInstance,
  options: {
    projects: readonly Project[];
    catalog: ModelCatalog;
    sink: PredictionSink;
    metrics: InferenceMetrics;
    now: (project: string) => Date;
  },
): void {
  const { projects, catalog, sink, metrics, now } = options;
  for (const project of projects) {
    server.post(`/predict/${project.name}`, { schema: predictRouteSchema(project) }, (request) => {
      const { explain } = parseInput(querySchema, request.query);
      return catalog.find(project.name).use((model) =>
        answerPredictRequest({ sink, metrics, now: now(project.name) }, model, {
          body: request.body,
          wantsExplanation: explain,
        }),
      );
    });
    const summary = `The record that ${project.name} takes, as JSON Schema`;
    server.get(`/projects/${project.name}/schema`, { schema: { summary, tags: ['predict'] } }, () =>
      recordJsonSchema(catalog.find(project.name).current?.package?.manifest.features ?? project.features),
    );
  }
  const known = projects.map((project) => project.name);
  const refuse = (request: { params: unknown }): never => {
    throw unknownProject({ name: (request.params as { project: string }).project, known });
  };
  server.post('/predict/:project', { schema: { hide: true } }, refuse);
  server.get('/projects/:project/schema', { schema: { hide: true } }, refuse);
}
