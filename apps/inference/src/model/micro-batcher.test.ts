import { Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { MicroBatcher } from './micro-batcher.ts';
import type { Tensors } from './served-model.ts';

/** Doubles x, repeats it as text, and fails on a negative x. Records the rows of each run. */
function createEcho() {
  const runs: number[] = [];
  const session = {
    run: async (feeds: Tensors): Promise<Tensors> => {
      const x = feeds.x!.data as BigInt64Array;
      runs.push(x.length);
      if (x.some((value) => value < 0n)) throw new Error('negative');
      return {
        twice: new Tensor(
          'int64',
          x.map((value) => value * 2n),
          [x.length, 1],
        ),
        pair: new Tensor(
          'string',
          [...x].flatMap((value) => [`${value}`, `-${value}`]),
          [x.length, 2],
        ),
      };
    },
  };
  return { runs, session };
}

const feed = (...values: bigint[]): Tensors => ({
  x: new Tensor('int64', BigInt64Array.from(values), [values.length, 1]),
});
const read = (outputs: Tensors) => ({
  twice: [...(outputs.twice!.data as BigInt64Array)],
  pair: outputs.pair!.data,
  dims: [outputs.twice!.dims, outputs.pair!.dims],
});

test('requests of one turn share a run, and each gets its own rows', async () => {
  const { runs, session } = createEcho();
  const { run } = new MicroBatcher({ session, canBatch: true });
  const answers = await Promise.all([run(feed(1n), 1), run(feed(2n, 2n ** 53n + 1n), 2), run(feed(4n), 1)]);
  expect(runs).toEqual([4]);
  expect(answers.map(read)).toEqual([
    {
      twice: [2n],
      pair: ['1', '-1'],
      dims: [
        [1, 1],
        [1, 2],
      ],
    },
    {
      twice: [4n, 2n ** 54n + 2n],
      pair: ['2', '-2', '9007199254740993', '-9007199254740993'],
      dims: [
        [2, 1],
        [2, 2],
      ],
    },
    {
      twice: [8n],
      pair: ['4', '-4'],
      dims: [
        [1, 1],
        [1, 2],
      ],
    },
  ]);
});

test('a request that fails the shared run fails alone', async () => {
  const { session } = createEcho();
  const { run } = new MicroBatcher({ session, canBatch: true });
  const results = await Promise.allSettled([run(feed(1n), 1), run(feed(-1n), 1), run(feed(3n), 1)]);
  expect(
    results.map((result) =>
      result.status === 'fulfilled' ? read(result.value).twice : String(result.reason),
    ),
  ).toEqual([[2n], 'Error: negative', [6n]]);
});

test('a run holds at most maxRows, and a model that cannot batch gets each request alone', async () => {
  const limited = createEcho();
  const small = new MicroBatcher({ session: limited.session, canBatch: true, maxRows: 2 });
  await Promise.all([
    small.run(feed(1n), 1),
    small.run(feed(1n), 1),
    small.run(feed(1n), 1),
    small.run(feed(1n, 1n, 1n), 3),
  ]);
  expect(limited.runs).toEqual([2, 1, 3]);
  const fixed = createEcho();
  const alone = new MicroBatcher({ session: fixed.session, canBatch: false });
  await Promise.all([alone.run(feed(1n), 1), alone.run(feed(1n), 1)]);
  expect(fixed.runs).toEqual([1, 1]);
});
