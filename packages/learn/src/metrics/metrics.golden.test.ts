import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { accuracy } from './accuracy.ts';
import { averagePrecision } from './average-precision.ts';
import { brier } from './brier.ts';
import { logLoss } from './log-loss.ts';
import { rocAuc } from './roc-auc.ts';

interface Rows {
  readonly labels: Float64Array;
  readonly scores: Float64Array;
  readonly threshold: number;
  readonly weights?: Float64Array;
}
interface Group {
  readonly fn: string;
  readonly tol: { readonly rel: number; readonly abs: number };
  readonly cases: readonly {
    readonly id: string;
    readonly in: Rows;
    readonly out: Readonly<Record<string, number>>;
    readonly throws?: boolean;
  }[];
}

const golden = fileURLToPath(new URL('../../../../golden/', import.meta.url));
const reader = (await import(`${golden}read.mjs`)) as { readGolden(path: string): { groups: Group[] } };
const { groups } = reader.readGolden(`${golden}classification.json`);

/** Our functions by golden group and output. Row weights are not part of them, so cases with weights do not apply. */
const functions: Record<string, Record<string, (rows: Rows) => number>> = {
  rocAuc: { auc: ({ labels, scores }) => rocAuc(labels, scores) },
  averagePrecision: { averagePrecision: ({ labels, scores }) => averagePrecision(labels, scores) },
  logLoss: {
    logLoss: ({ labels, scores }) => logLoss(labels, scores),
    brier: ({ labels, scores }) => brier(labels, scores),
  },
  confusion: { accuracy: ({ labels, scores, threshold }) => accuracy(labels, scores, threshold) },
};

describe.each(Object.entries(functions))('%s agrees with scikit-learn', (fn, outputs) => {
  const { cases, tol } = groups.find((group) => group.fn === fn)!;
  const applicable = cases.filter((golden) => golden.in.weights === undefined);

  it.each(applicable.map((golden) => [golden.id, golden] as const))('on %s', (_id, golden) => {
    for (const [name, compute] of Object.entries(outputs)) {
      if (golden.throws) {
        expect(() => compute(golden.in)).toThrow(RangeError);
        continue;
      }
      const expected = golden.out[name]!;
      const difference = Math.abs(compute(golden.in) - expected);
      expect(difference).toBeLessThanOrEqual(tol.abs + tol.rel * Math.abs(expected));
    }
  });
});
