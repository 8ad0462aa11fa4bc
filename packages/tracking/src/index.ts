export type { ArtifactFile } from './artifacts.ts';
export { createTrackingClient, type TrackingClient } from './client.ts';
export * from './errors.ts';
export { errorCodeOf, IDEMPOTENCY_TAG } from './mlflow-call.ts';
export type { DatasetInput, Metric, ModelVersion, Run, RunStatus } from './schemas.ts';
export type { TransportOptions } from './transport.ts';
