import { z } from 'zod';
import { encodeTable, fitEncodings, type EncodedTable } from '../encode.ts';
import type { LogisticModel } from '../fitted-model.ts';
import { priorLogit } from '../prior.ts';
import type { Pulse } from '../pulse.ts';
import type { Table } from '../table.ts';
import { minimise } from './newton.ts';
import { createLogisticObjective } from './objective.ts';

/** Parameters of `logistic`. */
export const logisticParamsSchema = z.strictObject({
  /** Strength of the penalty, 1 / C of scikit-learn; above 0, so that there is one optimum. */
  l2: z.number().gt(0).default(1),
  /** Greatest entry of the gradient of the mean loss at which the fit ends. */
  tolerance: z.number().gt(0).default(1e-7),
  maxIterations: z.int().min(1).default(100),
});
export type LogisticParams = z.output<typeof logisticParamsSchema>;

/**
 * Logistic regression on one-hot and standardised columns, fitted to the optimum. It draws no random number: every seed
 * gives the same model.
 * @throws NO_TRAINING_ROWS, ONE_CLASS_ONLY, NOT_CONVERGED
 */
export async function fitLogistic(
  { table, params }: { table: Table; params: LogisticParams },
  pulse: Pulse = {},
): Promise<LogisticModel> {
  const prior = priorLogit('logistic', table);
  const encodings = fitEncodings(table);
  const encoded = encodeTable(encodings, table);
  const start = new Float64Array(encoded.width + 1);
  start[encoded.width] = prior;
  const objective = createLogisticObjective(encoded, table.target, params.l2);
  const weights = await minimise(objective, start, params, pulse);
  return { kind: 'logistic', encodings, bias: weights[encoded.width]!, weights: parts(encoded, weights) };
}

/** The flat weights, cut into one array an encoding, in the order of the encodings. */
function parts({ numeric, categorical }: EncodedTable, weights: Float64Array): Float64Array[] {
  const ranges = [...numeric.map(({ input }) => ({ first: input, size: 1 })), ...categorical];
  return ranges
    .toSorted((a, b) => a.first - b.first)
    .map(({ first, size }) => weights.slice(first, first + size));
}
