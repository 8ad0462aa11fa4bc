import type { Column } from './table.ts';

/**
 * A table's codes as positions in a model's own list of categories; -1 where the model does not know the category.
 * Shares memory with the table when both lists are the same.
 * @throws TypeError when the column is not there or numeric
 */
export function matchCategories(
  column: Column | undefined,
  feature: string,
  categories: readonly string[],
): Int16Array {
  if (column?.kind !== 'categorical') throw new TypeError(`the table has no categorical column "${feature}"`);
  const isSame =
    column.categories.length === categories.length &&
    column.categories.every((category, code) => category === categories[code]);
  if (isSame) return column.codes;
  const positions = new Map(categories.map((category, position) => [category, position]));
  const known = Int16Array.from(column.categories, (category) => positions.get(category) ?? -1);
  return column.codes.map((code) => known[code] ?? -1);
}

/** @throws TypeError when the column is not there or categorical */
export function numericValues(column: Column | undefined, feature: string): Float32Array {
  if (column?.kind !== 'numeric') throw new TypeError(`the table has no numeric column "${feature}"`);
  return column.values;
}
