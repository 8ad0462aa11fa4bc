import type { AppError } from '@flywheel/contracts';
import type { ErrorBody } from '@flywheel/service';

/** MLflow's names for failures that have another one in this repository: its clients branch on them. */
const MLFLOW_NAMES: Record<string, string | undefined> = {
  INVALID_REQUEST: 'INVALID_PARAMETER_VALUE',
  BROKEN_JSON: 'BAD_REQUEST',
  BODY_TOO_LARGE: 'INVALID_PARAMETER_VALUE',
  UNSUPPORTED_MEDIA_TYPE: 'BAD_REQUEST',
  ROUTE_NOT_FOUND: 'ENDPOINT_NOT_FOUND',
  DATABASE_UNREACHABLE: 'TEMPORARILY_UNAVAILABLE',
  PROXIED_SERVICE_UNREACHABLE: 'TEMPORARILY_UNAVAILABLE',
  MULTIPART_NOT_SUPPORTED: 'NOT_IMPLEMENTED',
  FOREIGN_ORIGIN: 'PERMISSION_DENIED',
  ARTIFACT_STORAGE_FULL: 'RESOURCE_EXHAUSTED',
};

/** The body of every error of this API, in MLflow's shape; an unforeseen one says nothing but the request id. */
export const errorBody: ErrorBody = (error: AppError, requestId) => ({
  error_code: MLFLOW_NAMES[error.code] ?? error.code,
  message: error.message,
  request_id: requestId,
  ...(error.details?.['decision'] !== undefined && { decision: error.details['decision'] }),
});
