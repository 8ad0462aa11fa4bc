import { useState } from 'react';
import { addSample, rateOf, type Sample } from './rate.ts';

/** Growth per second of a polled total; null until two answers have come, and while the total is not known. */
export function useRate(total: number | null, receivedAtMs: number | null): number | null {
  const [samples, setSamples] = useState<Sample[]>([]);
  // Kept while rendering, as React advises for state that follows an input; the guard ends it after one more render.
  if (total !== null && receivedAtMs !== null && receivedAtMs !== samples.at(-1)?.atMs)
    setSamples(addSample(samples, { total, atMs: receivedAtMs }));
  return total === null ? null : rateOf(samples);
}
