import { Tensor, type InferenceSession } from 'onnxruntime-node';
import type { NumericArray } from '../oip/datatypes.ts';
import type { Tensors } from './served-model.ts';

interface Waiting {
  feeds: Tensors;
  rows: number;
  resolve: (outputs: Tensors) => void;
  reject: (reason: unknown) => void;
}

export interface MicroBatcherOptions {
  session: Pick<InferenceSession, 'run'>;
  /** False when an input or output has no open first dimension: then every request runs alone. */
  canBatch: boolean;
  /** Rows of one shared run; a larger request runs alone. Default 1,024. */
  maxRows?: number;
  onRun?: (run: { requests: number; rows: number; seconds: number }) => void;
}

/**
 * Collects the requests that arrive in one turn of the event loop and runs them together: the fixed cost of a run is paid
 * once, and nobody waits for a timer.
 */
export class MicroBatcher {
  readonly #session: Pick<InferenceSession, 'run'>;
  readonly #canBatch: boolean;
  readonly #maxRows: number;
  readonly #onRun: NonNullable<MicroBatcherOptions['onRun']>;
  #waiting: Waiting[] = [];

  constructor({ session, canBatch, maxRows = 1024, onRun = () => {} }: MicroBatcherOptions) {
    this.#session = session;
    this.#canBatch = canBatch;
    this.#maxRows = maxRows;
    this.#onRun = onRun;
  }

  /** @param feeds every input, each with `rows` as its first dimension when the model can batch */
  readonly run = (feeds: Tensors, rows: number): Promise<Tensors> =>
    new Promise((resolve, reject) => {
      this.#waiting.push({ feeds, rows, resolve, reject });
      if (this.#waiting.length === 1) setImmediate(() => void this.#flush());
    });

  async #flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const group of this.#groups(waiting)) await this.#runGroup(group);
  }

  #groups(waiting: readonly Waiting[]): Waiting[][] {
    const groups: Waiting[][] = [];
    let rows = 0;
    for (const one of waiting) {
      const last = groups.at(-1);
      if (last === undefined || !this.#canBatch || rows + one.rows > this.#maxRows) {
        groups.push([one]);
        rows = one.rows;
      } else {
        last.push(one);
        rows += one.rows;
      }
    }
    return groups;
  }

  async #runGroup(group: readonly Waiting[]): Promise<void> {
    if (group.length === 1) return this.#runAlone(group[0]!);
    const rows = group.reduce((sum, one) => sum + one.rows, 0);
    try {
      const outputs = await this.#time({ requests: group.length, rows }, concatFeeds(group));
      let start = 0;
      for (const one of group) {
        one.resolve(sliceOutputs(outputs, start, start + one.rows));
        start += one.rows;
      }
    } catch {
      // One request's rows may have failed the run: each gets its own answer or its own error.
      for (const one of group) await this.#runAlone(one);
    }
  }

  async #runAlone({ feeds, rows, resolve, reject }: Waiting): Promise<void> {
    try {
      resolve(await this.#time({ requests: 1, rows }, feeds));
    } catch (error) {
      reject(error);
    }
  }

  async #time(run: { requests: number; rows: number }, feeds: Tensors): Promise<Tensors> {
    const started = performance.now();
    const outputs = (await this.#session.run(feeds)) as Tensors;
    this.#onRun({ ...run, seconds: (performance.now() - started) / 1000 });
    return outputs;
  }
}

function concatFeeds(group: readonly Waiting[]): Tensors {
  const first = group[0]!;
  return Object.fromEntries(
    Object.entries(first.feeds).map(([name, tensor]) => {
      const parts = group.map((one) => one.feeds[name]!);
      const rows = parts.reduce((sum, part) => sum + part.dims[0]!, 0);
      const dims = [rows, ...tensor.dims.slice(1)];
      if (tensor.type === 'string')
        return [
          name,
          new Tensor(
            'string',
            parts.flatMap((part) => part.data as string[]),
            dims,
          ),
        ];
      return [
        name,
        new Tensor(tensor.type, concat(parts.map((part) => part.data as NumericArray)) as never, dims),
      ];
    }),
  );
}

function concat(parts: readonly NumericArray[]): NumericArray {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const whole = new (parts[0]!.constructor as new (length: number) => NumericArray)(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part as never, at);
    at += part.length;
  }
  return whole;
}

function sliceOutputs(outputs: Tensors, start: number, end: number): Tensors {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, tensor]) => {
      const dims = [end - start, ...tensor.dims.slice(1)];
      const width = tensor.dims.slice(1).reduce((product, dim) => product * dim, 1);
      const data = (tensor.data as NumericArray).slice(start * width, end * width);
      return [name, new Tensor(tensor.type, data as never, dims)];
    }),
  );
}
