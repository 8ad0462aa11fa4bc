import type * as Core from '@tensorflow/tfjs-core';
import type { DenseModel } from '../fitted-model.ts';
import type { Random } from '../random.ts';

type Tf = typeof Core;

/** The trainable tensors of a net: relu layers, then one logit. */
export interface Network {
  /** Shapes [inputs, outputs] and [outputs]. */
  readonly layers: readonly { readonly weights: Core.Variable<Core.Rank.R2>; readonly bias: Core.Variable }[];
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
    return {
      weights: variable(tf, () => tf.tensor2d(values, [inputs, outputs])),
      bias: variable(tf, () => tf.fill([outputs], isLast ? prior : 0)),
    };
  });
  return { layers, dispose: () => tf.dispose(layers.flatMap(({ weights, bias }) => [weights, bias])) };
}

function variable<Rank extends Core.Rank>(tf: Tf, create: () => Core.Tensor<Rank>): Core.Variable<Rank> {
  return tf.tidy(() => tf.variable(create()));
}

/** The logit of each row. @param inputs shape [rows, width] @returns shape [rows] */
function logitsOf(tf: Tf, { layers }: Network, inputs: Core.Tensor2D): Core.Tensor1D {
  let values = inputs;
  for (const [index, { weights, bias }] of layers.entries()) {
    values = multiply(tf, values, weights).add(bias);
    if (index < layers.length - 1) values = values.relu();
  }
  return values.reshape([inputs.shape[0]]);
}

/**
 * The product of two matrices, with a gradient that writes the transposed factors out: the WebAssembly backend multiplies
 * a transposed matrix with a naive loop, which took nine tenths of the time of a fit.
 */
function multiply(tf: Tf, left: Core.Tensor2D, right: Core.Tensor2D): Core.Tensor2D {
  const product = tf.customGrad((...inputs) => {
    const [a, b, save] = inputs as [Core.Tensor2D, Core.Tensor2D, Core.GradSaveFunc];
    save([a, b]);
    return {
      value: a.matMul<Core.Tensor>(b),
      gradFunc: (slope, saved) => {
        const [savedA, savedB] = saved as [Core.Tensor2D, Core.Tensor2D];
        return [slope.matMul(savedB.transpose()), savedA.transpose().matMul(slope)];
      },
    };
  });
  return product(left, right) as Core.Tensor2D;
}

/** Mean log loss of a batch, in nats. @param inputs shape [rows, width] @param labels 0 or 1, shape [rows] */
export function networkLoss(
  tf: Tf,
  network: Network,
  inputs: Core.Tensor2D,
  labels: Core.Tensor1D,
): Core.Scalar {
  return tf.losses.sigmoidCrossEntropy(labels, logitsOf(tf, network, inputs)).asScalar();
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
