import { createAliasCalls } from './aliases.ts';
import { createArtifactCalls } from './artifacts.ts';
import { createEvaluationCalls } from './evaluations.ts';
import { createExperimentCalls } from './experiments.ts';
import { createLoggingCalls } from './logging.ts';
import { createModelFileCalls } from './model-files.ts';
import { createModelCalls } from './models.ts';
import { createPromotionCalls } from './promotions.ts';
import { createRunCalls } from './runs.ts';
import { createTransport, type TransportOptions } from './transport.ts';

/**
 * Calls of the MLflow REST API (any MLflow server answers them) and of Flywheel's own routes (our registry does).
 * Every failure is an AppError that says which call failed and why.
 */
export function createTrackingClient(options: TransportOptions) {
  const transport = createTransport(options);
  const artifacts = createArtifactCalls(transport);
  return {
    ...createExperimentCalls(transport),
    ...createRunCalls(transport),
    ...createLoggingCalls(transport),
    ...artifacts,
    ...createModelCalls(transport),
    ...createAliasCalls(transport),
    ...createModelFileCalls(transport, artifacts),
    ...createEvaluationCalls(transport),
    ...createPromotionCalls(transport),
  };
}

export type TrackingClient = ReturnType<typeof createTrackingClient>;
