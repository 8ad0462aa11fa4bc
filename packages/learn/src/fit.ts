import { z } from 'zod';
import { fitConstant } from './constant.ts';
import { denseParamsSchema, fitDense } from './dense/fit-dense.ts';
import { invalidParams } from './errors.ts';
import type { FittedModel } from './fitted-model.ts';
import { fitTrees } from './gbdt/fit-trees.ts';
import { gbdtParamsSchema } from './gbdt/params.ts';
import { fitLogistic, logisticParamsSchema } from './logistic/fit-logistic.ts';
import { breathe, type Pulse } from './pulse.ts';
import type { Table } from './table.ts';

/** A fitted model and what a reader should know about how it was computed. */
export interface Fit {
  readonly model: FittedModel;
  readonly notes: string[];
}

/** What every estimator is given. */
interface FitInput {
  readonly params: unknown;
  readonly table: Table;
  readonly seed: number;
}

/** One entry an estimator: how to read its parameters and how to fit it. A new estimator is a new entry. */
const estimators = {
  constant: estimator('constant', z.strictObject({}), async ({ table }) => withoutNotes(fitConstant(table))),
  logistic: estimator('logistic', logisticParamsSchema, async (input, pulse) =>
    withoutNotes(await fitLogistic(input, pulse)),
  ),
  gbdt: estimator('gbdt', gbdtParamsSchema, async (input, pulse) =>
    withoutNotes(await fitTrees(input, pulse)),
  ),
  dense: estimator('dense', denseParamsSchema, fitDense),
};
export type EstimatorName = keyof typeof estimators;

/**
 * Fits one estimator. The same estimator, params, rows and seed give the same model, bit for bit (`dense`: on the same
 * backend with the same number of threads).
 * @param params of the estimator; absent ones have defaults
 * @param table training rows; columns in the order in which the project declares its features
 * @throws INVALID_PARAMS naming each wrong or unknown parameter; NO_TRAINING_ROWS; ONE_CLASS_ONLY (all but `constant`);
 *   TOO_MANY_ROWS, NOT_CONVERGED, TENSORFLOW_UNAVAILABLE; `signal.reason` within a second of an abort
 */
export async function fitEstimator({
  estimator: name,
  params,
  table,
  seed,
  signal,
  onProgress,
}: FitInput & Pulse & { readonly estimator: EstimatorName }): Promise<Fit> {
  const pulse = { signal, onProgress };
  await breathe(pulse, 0);
  const fit = await estimators[name]({ params, table, seed }, pulse);
  await breathe(pulse, 1);
  return fit;
}

/**
 * Checks parameters without fitting.
 * @returns them with their defaults
 * @throws INVALID_PARAMS
 */
export function parseParams(name: EstimatorName, params: unknown): Record<string, unknown> {
  return estimators[name].parse(params);
}

function estimator<Params extends Record<string, unknown>>(
  name: string,
  schema: z.ZodType<Params>,
  fit: (input: { params: Params; table: Table; seed: number }, pulse: Pulse) => Promise<Fit>,
) {
  const parse = (params: unknown): Params => {
    const result = schema.safeParse(params);
    if (result.success) return result.data;
    throw invalidParams({ estimator: name, problems: result.error.issues.map(describeIssue) });
  };
  const run = (input: FitInput, pulse: Pulse): Promise<Fit> =>
    fit({ ...input, params: parse(input.params) }, pulse);
  return Object.assign(run, { parse });
}

function describeIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `unknown ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
  return `"${issue.path.join('.')}" ${issue.message}`;
}

function withoutNotes(model: FittedModel): Fit {
  return { model, notes: [] };
}
