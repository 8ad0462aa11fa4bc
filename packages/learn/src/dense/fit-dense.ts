import { z } from 'zod';
import { encodeTable, fitEncodings, type EncodedTable } from '../encode.ts';
import type { DenseModel } from '../fitted-model.ts';
import { priorLogit } from '../prior.ts';
import { breathe, type Pulse } from '../pulse.ts';
import { createRandom, shuffledOrder, type Random } from '../random.ts';
import type { Table } from '../table.ts';
import { createNetwork, extractLayers, networkLoss, type Network } from './network.ts';
import { startTensorflow, type Tensorflow } from './tensorflow.ts';

/** Parameters of `dense`. */
export const denseParamsSchema = z.strictObject({
  /** Units of each hidden layer. */
  hidden: z.array(z.int().min(1).max(4096)).max(8).default([32, 16]),
  /** Passes over the training rows. */
  epochs: z.int().min(1).max(1000).default(2),
  /** Rows of one step. */
  batchSize: z.int().min(1).max(65_536).default(512),
  /** Step size of Adam. */
  learningRate: z.number().gt(0).max(1).default(0.003),
});
export type DenseParams = z.output<typeof denseParamsSchema>;

/**
 * A net of dense layers, trained by Adam on shuffled batches with TensorFlow.js. The seed sets the first weights and the
 * order of the rows; one seed gives the same bits on one backend with one thread.
 * @returns the model, and a note about the backend that computed it
 * @throws NO_TRAINING_ROWS, ONE_CLASS_ONLY, TENSORFLOW_UNAVAILABLE
 */
export async function fitDense(
  { table, params, seed }: { table: Table; params: DenseParams; seed: number },
  pulse: Pulse = {},
): Promise<{ model: DenseModel; notes: string[] }> {
  const prior = priorLogit('dense', table);
  const tensorflow = await startTensorflow();
  const random = createRandom(seed);
  const encodings = fitEncodings(table);
  const encoded = encodeTable(encodings, table);
  const network = createNetwork(tensorflow.tf, { ...params, width: encoded.width, prior, random });
  try {
    await train({ tensorflow, network, encoded, target: table.target, params, random }, pulse);
    const layers = await extractLayers(network);
    return { model: { kind: 'dense', encodings, layers }, notes: [tensorflow.note] };
  } finally {
    network.dispose();
  }
}

async function train(
  {
    tensorflow: { tf },
    network,
    encoded,
    target,
    params: { epochs, batchSize, learningRate },
    random,
  }: {
    tensorflow: Tensorflow;
    network: Network;
    encoded: EncodedTable;
    target: Uint8Array;
    params: DenseParams;
    random: Random;
  },
  pulse: Pulse,
): Promise<void> {
  const optimizer = tf.train.adam(learningRate);
  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      const order = shuffledOrder(encoded.rows, random);
      for (let start = 0; start < encoded.rows; start += batchSize) {
        await breathe(pulse, (epoch + start / encoded.rows) / epochs);
        const batch = { table: encoded, order: order.subarray(start, start + batchSize) };
        tf.tidy(() => {
          const labels = tf.tensor1d(Float32Array.from(batch.order, (row) => target[row]!));
          optimizer.minimize(() => networkLoss(tf, network, batch, labels));
        });
      }
    }
    await breathe(pulse, 1);
  } finally {
    optimizer.dispose();
  }
}
