import type { Feature, RawRecord } from '@flywheel/contracts';
import type { Table } from '@flywheel/learn';
import { recordSchemaOf } from '@flywheel/project';
import { recordAt } from '../records-to-table.ts';

const ROWS = 24;

/**
 * Rows whose answers a server must reproduce before it is ready: rows evenly spread over the test split, then for each
 * feature one of these rows with that feature missing and, where the feature is a word, one with a word never seen.
 */
export function goldenRows({
  test,
  features,
  categories,
}: {
  test: Table;
  features: readonly Feature[];
  categories: Readonly<Record<string, readonly string[]>>;
}): RawRecord[] {
  const count = Math.min(ROWS, test.rows);
  const spread = Array.from({ length: count }, (_, index) =>
    recordAt(test, Math.floor(((index + 0.5) * test.rows) / count)),
  );
  const edges = features.flatMap((feature, index) => {
    const record = spread[index % count]!;
    const unseen =
      feature.kind === 'categorical' ? unseenWord(feature, categories[feature.name] ?? []) : null;
    return [
      { ...record, [feature.name]: null },
      ...(unseen === null ? [] : [{ ...record, [feature.name]: unseen }]),
    ];
  });
  return [...spread, ...edges];
}

/** A well-formed word that is not among the categories: a known word with letters changed. Null when none is found. */
function unseenWord(feature: Feature, known: readonly string[]): string | null {
  const schema = recordSchemaOf([feature]);
  for (const word of known) {
    for (const letter of 'QXZqxz079') {
      for (let end = word.length; end > 0; end--) {
        const changed = letter.repeat(end) + word.slice(end);
        if (!known.includes(changed) && schema.safeParse({ [feature.name]: changed }).success) return changed;
      }
    }
  }
  return null;
}
