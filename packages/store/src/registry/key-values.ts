/** MLflow's pairs: params and tags. */
export interface KeyValuePair {
  key: string;
  value: string;
}

const MAX_TAG_LENGTH = 8000;
const MAX_PARAM_LENGTH = 6000;

/** Longer texts are cut, as MLflow does. */
export const cutTag = (value: string): string => cut(value, MAX_TAG_LENGTH);
export const cutParam = (value: string): string => cut(value, MAX_PARAM_LENGTH);

function cut(value: string, length: number): string {
  return value.length <= length ? value : Array.from(value).slice(0, length).join('');
}

/** The last value of each key, so that one statement never writes a row twice. */
export function lastOfEachKey<Pair extends { key: string }>(pairs: readonly Pair[]): Pair[] {
  return [...new Map(pairs.map((pair) => [pair.key, pair])).values()];
}

/** Rows by the value of one column. */
export function groupBy<Row, Key extends string & keyof Row>(
  rows: readonly Row[],
  column: Key,
): Map<Row[Key], Row[]> {
  const groups = new Map<Row[Key], Row[]>();
  for (const row of rows) {
    const group = groups.get(row[column]);
    if (group === undefined) groups.set(row[column], [row]);
    else group.push(row);
  }
  return groups;
}
