/** Below this expected count the chi-square law of PSI no longer holds for a bin. */
const MINIMUM_EXPECTED = 5;

/**
 * Merges bins in which a window of `m` rows would be expected to hold fewer than five, so that the test keeps its level.
 * @param reference rows per bin, shape [bins]
 * @param window    rows per bin, same bins
 * @param kind      categorical: thin categories join `rest`, the last bin; numeric: a thin bin joins its right neighbour (the last its left)
 * @returns both sides over the bins that are left; totals are unchanged
 */
export function mergeThinBins({
  reference,
  window,
  kind,
}: {
  reference: readonly number[];
  window: readonly number[];
  kind: 'numeric' | 'categorical';
}): { reference: number[]; window: number[] } {
  const share = sum(window) / sum(reference);
  const isThin = (count: number): boolean => count * share < MINIMUM_EXPECTED;
  return kind === 'categorical'
    ? mergeIntoRest(reference, window, isThin)
    : mergeNeighbours(reference, window, isThin);
}

function mergeIntoRest(
  reference: readonly number[],
  window: readonly number[],
  isThin: (count: number) => boolean,
): { reference: number[]; window: number[] } {
  const rest = reference.length - 1;
  const merged: { reference: number[]; window: number[] } = { reference: [], window: [] };
  let restReference = reference[rest]!;
  let restWindow = window[rest]!;
  for (let bin = 0; bin < rest; bin++) {
    if (isThin(reference[bin]!)) {
      restReference += reference[bin]!;
      restWindow += window[bin]!;
    } else {
      merged.reference.push(reference[bin]!);
      merged.window.push(window[bin]!);
    }
  }
  merged.reference.push(restReference);
  merged.window.push(restWindow);
  return merged;
}

function mergeNeighbours(
  reference: readonly number[],
  window: readonly number[],
  isThin: (count: number) => boolean,
): { reference: number[]; window: number[] } {
  const merged: { reference: number[]; window: number[] } = { reference: [], window: [] };
  let carriedReference = 0;
  let carriedWindow = 0;
  for (let bin = 0; bin < reference.length; bin++) {
    carriedReference += reference[bin]!;
    carriedWindow += window[bin]!;
    if (isThin(carriedReference)) continue;
    merged.reference.push(carriedReference);
    merged.window.push(carriedWindow);
    carriedReference = 0;
    carriedWindow = 0;
  }
  if (carriedReference + carriedWindow === 0) return merged;
  const last = Math.max(merged.reference.length - 1, 0);
  merged.reference[last] = (merged.reference[last] ?? 0) + carriedReference;
  merged.window[last] = (merged.window[last] ?? 0) + carriedWindow;
  return merged;
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
