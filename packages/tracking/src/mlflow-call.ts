import { AppError } from '@flywheel/contracts';
import type { z } from 'zod';
import type { Transport } from './transport.ts';

/** Root of the MLflow REST API. */
export const MLFLOW_API = '/api/2.0/mlflow';

/** Tag by which our registry returns the run or version of an earlier, identical request. */
export const IDEMPOTENCY_TAG = 'flywheel.idempotencyKey';

/** Posts JSON to an MLflow route and checks the answer. */
export const createPost =
  ({ json }: Transport) =>
  <Schema extends z.ZodType>(
    what: string,
    path: string,
    body: unknown,
    schema: Schema,
  ): Promise<z.output<Schema>> =>
    json({ what, method: 'POST', path: `${MLFLOW_API}/${path}`, json: body }, schema);

/** MLflow's name of the failure, when the server refused the call. */
export function errorCodeOf(error: unknown): string | undefined {
  if (!(error instanceof AppError)) return undefined;
  return error.details?.['errorCode'] as string | undefined;
}

export const toPairs = (values: Record<string, string> = {}): { key: string; value: string }[] =>
  Object.entries(values).map(([key, value]) => ({ key, value }));

/** Tags with the key by which a repeated request is recognised. */
export const toTags = (
  tags: Record<string, string> | undefined,
  idempotencyKey: string | undefined,
): { key: string; value: string }[] =>
  toPairs({ ...tags, ...(idempotencyKey !== undefined && { [IDEMPOTENCY_TAG]: idempotencyKey }) });
