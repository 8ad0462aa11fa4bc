import { describe, expect, it } from 'vitest';
import { encodeTable, fitEncodings } from './encode.ts';
import type { Table } from './table.ts';

const tableOf = (columns: Table['columns']): Table => {
  const [first] = Object.values(columns);
  const rows = first!.kind === 'numeric' ? first!.values.length : first!.codes.length;
  return { rows, columns, target: new Uint8Array(rows), time: new Float64Array(rows) };
};

describe('fitEncodings', () => {
  it('takes mean and spread of the values that are there', () => {
    const table = tableOf({ x: { kind: 'numeric', values: Float32Array.of(1, Number.NaN, 3) } });
    expect(fitEncodings(table)).toEqual([{ kind: 'numeric', feature: 'x', fill: 2, mean: 2, std: 1 }]);
  });

  it('encodes a constant and a wholly missing column as 0', () => {
    const table = tableOf({
      constant: { kind: 'numeric', values: Float32Array.of(0.1, 0.1, 0.1) },
      missing: { kind: 'numeric', values: new Float32Array(3).fill(Number.NaN) },
    });
    const encoded = encodeTable(fitEncodings(table), table);
    for (const { values } of encoded.numeric) expect([...values]).toEqual([0, 0, 0]);
  });

  it('keeps seen categories only, and leaves out a column without any', () => {
    const table = tableOf({
      some: { kind: 'categorical', codes: Int16Array.of(2, -1, 0), categories: ['a', 'b', 'c'] },
      none: { kind: 'categorical', codes: Int16Array.of(-1, -1, -1), categories: ['a'] },
    });
    expect(fitEncodings(table)).toEqual([{ kind: 'categorical', feature: 'some', categories: ['a', 'c'] }]);
  });
});

describe('encodeTable', () => {
  const encodings = [
    { kind: 'categorical' as const, feature: 'c', categories: ['a', 'b'] },
    { kind: 'numeric' as const, feature: 'x', fill: 4, mean: 2, std: 2 },
  ];

  it('matches categories by name and gives unseen and missing ones no input', () => {
    const table = tableOf({
      c: { kind: 'categorical', codes: Int16Array.of(0, 1, 2, -1), categories: ['b', 'new', 'a'] },
      x: { kind: 'numeric', values: Float32Array.of(2, 4, 0, Number.NaN) },
    });
    const { width, categorical, numeric } = encodeTable(encodings, table);
    expect(width).toBe(3);
    expect([...categorical[0]!.positions]).toEqual([1, -1, 0, -1]);
    expect([...numeric[0]!.values]).toEqual([0, 1, -1, 1]);
    expect(numeric[0]!.input).toBe(2);
  });

  it('refuses a table that lacks a column or has it as another kind', () => {
    const swapped = tableOf({
      c: { kind: 'numeric', values: Float32Array.of(1) },
      x: { kind: 'numeric', values: Float32Array.of(1) },
    });
    expect(() => encodeTable(encodings, swapped)).toThrow('no categorical column "c"');
    expect(() => encodeTable(encodings.slice(1), tableOf({ y: swapped.columns['x']! }))).toThrow(
      'no numeric column "x"',
    );
  });
});
