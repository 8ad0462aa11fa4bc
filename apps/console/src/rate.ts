/** A running total seen at some moment of the wall clock. */
export interface Sample {
  total: number;
  atMs: number;
}

const SPAN_MS = 10_000;

/** Adds a sample; keeps those of the last ten seconds, and starts anew when the total falls (the log was emptied). */
export function addSample(samples: readonly Sample[], sample: Sample): Sample[] {
  const last = samples.at(-1);
  if (last && sample.total < last.total) return [sample];
  return [...samples.filter(({ atMs }) => sample.atMs - atMs <= SPAN_MS), sample];
}

/** Growth per second over the samples, null while there are fewer than two. */
export function rateOf(samples: readonly Sample[]): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || last.atMs <= first.atMs) return null;
  return ((last.total - first.total) * 1000) / (last.atMs - first.atMs);
}
