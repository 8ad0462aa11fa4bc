import { createRandom } from './random.ts';
import { sigmoid } from './sigmoid.ts';
import type { Table } from './table.ts';

const HOUR_MS = 60 * 60 * 1000;

/**
 * A made-up table for tests: numeric `hour` (0 to 23) and `size` (a tenth missing), categorical `place` (a to e, some
 * missing), one row an hour from 2001 on. A late hour, a missing size and the places b and d make class 1 likely.
 */
export function createExampleTable({ rows, seed }: { rows: number; seed: number }): Table {
  const random = createRandom(seed);
  const hour = new Float32Array(rows);
  const size = new Float32Array(rows);
  const codes = new Int16Array(rows);
  const target = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    hour[row] = row % 24;
    size[row] = random() < 0.1 ? Number.NaN : random() * 100;
    codes[row] = Math.floor(random() * 6) - 1;
    const place = codes[row] === 1 || codes[row] === 3 ? 1.5 : -0.5;
    const logit = (row % 24) / 8 - 2.5 + place + (Number.isNaN(size[row]) ? 2 : 0);
    target[row] = random() < sigmoid(logit) ? 1 : 0;
  }
  return {
    rows,
    columns: {
      hour: { kind: 'numeric', values: hour },
      size: { kind: 'numeric', values: size },
      place: { kind: 'categorical', codes, categories: ['a', 'b', 'c', 'd', 'e'] },
    },
    target,
    time: Float64Array.from({ length: rows }, (_, row) => Date.UTC(2001, 0, 1) + row * HOUR_MS),
  };
}
