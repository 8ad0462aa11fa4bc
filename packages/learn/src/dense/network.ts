import type * as Core from '@tensorflow/tfjs-core';
import type { DenseModel } from '../fitted-model.ts';
import type { Random } from '../random.ts';
import { multiplyBatch, multiplyBatchTransposed, type Batch } from './batch.ts';

type Tf = typeof Core;

/** The trainable tensors of a net: relu layers, then one logit. */
export interface Network {
  /** Shapes [inputs, outputs] and [outputs]. */
  readonly layers: readonly {
    readonly weights: Core.Variable<Core.Rank.R2>;
    readonly bias: Core.Variable<Core.Rank.R1>;
  }[];
  dispose(): void;
}

/**
 * A net with He-uniform weights from our own generator, so that every backend starts from the same numbers, and the prior
 * as the bias of the last layer.
 */
export function createNetwork(
  tf: Tf,
  {
    width,
    hidden,
    prior,
    random,
  }: { width: number; hidden: readonly number[]; prior: number; random: Random },
): Network {
  const sizes = [width, ...hidden, 1];
  const layers = sizes.slice(1).map((outputs, index) => {
    const inputs = sizes[index]!;
    const limit = Math.sqrt(6 / Math.max(1, inputs));
    const values = Float32Array.from({ length: inputs * outputs }, () => (2 * random() - 1) * limit);
    const isLast = index === hidden.length;
    return tf.tidy(() => ({
      weights: tf.variable<Core.Rank.R2>(tf.tensor2d(values, [inputs, outputs])),
      bias: tf.variable<Core.Rank.R1>(tf.fill([outputs], isLast ? prior : 0)),
    }));
  });
  return { layers, dispose: () => tf.dispose(layers.flatMap(({ weights, bias }) => [weights, bias])) };
}

/** Mean log loss of a batch, in nats. @param labels 0 or 1, shape [rows] */
export function networkLoss(tf: Tf, network: Network, batch: Batch, labels: Core.Tensor1D): Core.Scalar {
  return tf.losses.sigmoidCrossEntropy(labels, logitsOf(tf, network, batch)).asScalar();
}

/** Copies the weights out of the backend. */
export async function extractLayers({ layers }: Network): Promise<DenseModel['layers']> {
  return Promise.all(
    layers.map(async ({ weights, bias }, index) => ({
      inputs: weights.shape[0],
      outputs: weights.shape[1],
      weights: Float32Array.from(await weights.data()),
      bias: Float32Array.from(await bias.data()),
      activation: index < layers.length - 1 ? ('relu' as const) : ('sigmoid' as const),
    })),
  );
}

/** The logit of each row, shape [rows]. */
function logitsOf(tf: Tf, { layers }: Network, batch: Batch): Core.Tensor1D {
  let values: Core.Tensor | undefined;
  for (const [index, { weights, bias }] of layers.entries()) {
    const product = values ? multiply(tf, values, weights) : multiplyInputs(tf, batch, weights);
    const sums = product.add(bias);
    values = index < layers.length - 1 ? sums.relu() : sums;
  }
  return values!.reshape([batch.order.length]);
}

/** The first product, of which only the weights have a gradient. */
function multiplyInputs(tf: Tf, batch: Batch, weights: Core.Tensor2D): Core.Tensor {
  const [width, outputs] = weights.shape;
  const product = tf.customGrad((...given) => {
    const [matrix] = given as [Core.Tensor2D];
    const values = multiplyBatch(batch, matrix.dataSync<'float32'>(), outputs);
    return {
      value: tf.tensor(values, [batch.order.length, outputs]),
      gradFunc: (slope) =>
        tf.tensor2d(multiplyBatchTransposed(batch, slope.dataSync<'float32'>(), outputs), [width, outputs]),
    };
  });
  return product(weights);
}

/**
 * The product of two matrices, with a gradient that writes the transposed factors out: the WebAssembly backend multiplies
 * a transposed matrix with a naive loop.
 */
function multiply(tf: Tf, left: Core.Tensor, right: Core.Tensor): Core.Tensor {
  const product = tf.customGrad((...given) => {
    const [a, b, save] = given as [Core.Tensor, Core.Tensor, Core.GradSaveFunc];
    save([a, b]);
    return {
      value: a.matMul<Core.Tensor>(b),
      gradFunc: (slope, [savedA, savedB]) => [
        slope.matMul(savedB!.transpose()),
        savedA!.transpose().matMul(slope),
      ],
    };
  });
  return product(left, right);
}
