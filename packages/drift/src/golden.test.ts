import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readGolden } from '../../../golden/read.mjs';
import {
  chiSquareIsf,
  chiSquareSurvival,
  histogram,
  holm,
  kolmogorovSmirnov,
  kolmogorovSurvival,
  normalTwoSided,
  psi,
  psiThreshold,
  quantileEdges,
  twoProportionZ,
} from './index.ts';
import { sortedPresent } from './bins.ts';

type Numbers = ArrayLike<number>;
type Compute = (input: never) => unknown;

const edgesOf = (input: { edges: Numbers }): number[] => Array.from(input.edges);

/** What each function of the reference libraries is here; only the fields that are named are compared. */
const ours: Record<string, Compute> = {
  ks: (input: { reference: Numbers; window: Numbers }) => {
    const { statistic, pValue } = kolmogorovSmirnov(
      sortedPresent(input.reference),
      sortedPresent(input.window),
    );
    return { statistic, pLimit: pValue };
  },
  quantileEdges: (input: { reference: Numbers; bins: number }) => ({
    edges: quantileEdges(input.reference, input.bins),
  }),
  histogram: (input: { edges: Numbers; values: Numbers }) => histogram(edgesOf(input), input.values),
  psiOfSamples: (input: { reference: Numbers; window: Numbers; bins: number }) => {
    const edges = quantileEdges(input.reference, input.bins);
    return psiFields(histogram(edges, input.reference).counts, histogram(edges, input.window).counts);
  },
  psi: (input: { reference: Numbers; window: Numbers }) => psiFields(input.reference, input.window),
  psiThreshold: (input: { referenceRows: number; windowRows: number; bins: number; alpha: number }) => ({
    psi: psiThreshold(input),
  }),
  twoProportionZ: (input: { successes: [number, number]; totals: [number, number] }) => {
    const { z, pValue } = twoProportionZ(input.successes, input.totals);
    return { z, p: pValue };
  },
  adjustPValues: (input: { p: Numbers }) => ({ holm: holm(input.p) }),
  chiSquareSurvival: (input: { x: number; df: number }) => ({ p: chiSquareSurvival(input.x, input.df) }),
  chiSquareIsf: (input: { p: number; df: number }) => ({ x: chiSquareIsf(input.p, input.df) }),
  kolmogorovSurvival: (input: { x: number }) => ({ p: kolmogorovSurvival(input.x) }),
};

function psiFields(reference: Numbers, window: Numbers): unknown {
  const { psi: smoothed, statistic, df, pValue } = psi(reference, window);
  return { smoothed, statistic, df, p: pValue };
}

const groups = ['drift.json', 'drift-counts.json'].flatMap(
  (file) => readGolden(fileURLToPath(new URL(`../../../golden/${file}`, import.meta.url))).groups,
);

for (const fn of Object.keys(ours)) {
  describe(`${fn} agrees with scipy, numpy and statsmodels`, () => {
    const group = groups.find((candidate) => candidate.fn === fn)!;
    test.each(group.cases.map((golden) => [golden.id, golden] as const))('%s', (_id, golden) => {
      const compute = ours[fn] as (input: unknown) => Record<string, unknown>;
      if (golden.throws) {
        expect(() => compute(golden.in)).toThrow(RangeError);
        return;
      }
      const got = compute(golden.in);
      const fields = Object.entries(golden.out as object).filter(([field]) => field in got);
      expect(fields.length).toBeGreaterThan(0);
      for (const [field, want] of fields) expectClose(got[field], want, group.tol, field);
    });
  });
}

test('the two-sided normal tail agrees with scipy', () => {
  const group = groups.find((candidate) => candidate.fn === 'normal')!;
  for (const golden of group.cases) {
    const { x } = golden.in as { x: number };
    const { cdf, sf } = golden.out as { cdf: number; sf: number };
    expectClose(normalTwoSided(x), 2 * Math.min(cdf, sf), group.tol, `x = ${x}`);
  }
});

function expectClose(got: unknown, want: unknown, tol: { rel: number; abs: number }, what: string): void {
  if (typeof want !== 'number') {
    const [left, right] = [Array.from(got as Numbers), Array.from(want as Numbers)];
    expect(left.length, `${what}: length`).toBe(right.length);
    left.forEach((value, index) => expectClose(value, right[index], tol, `${what}[${index}]`));
    return;
  }
  const error = Math.abs((got as number) - want);
  expect(error <= tol.abs + tol.rel * Math.abs(want), `${what}: got ${String(got)}, want ${want}`).toBe(true);
}
