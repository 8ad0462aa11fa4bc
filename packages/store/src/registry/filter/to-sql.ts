import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { invalidParameterValue } from '../errors.ts';
import {
  parseFilter,
  parseOrderBy,
  type Comparator,
  type Comparison,
  type FieldName,
  type Ordering,
} from './parse.ts';

/** Something that can be searched by: how it compares and, where it can order, its value. */
export interface SearchField {
  kind: 'text' | 'number';
  comparators: ReadonlySet<Comparator>;
  where: (comparison: Comparison) => RawBuilder<SqlBool>;
  /** Numbers, then NaN, then what is missing, in both directions; null: nothing can be ordered by this field. */
  order: null | ((direction: RawBuilder<unknown>) => RawBuilder<unknown>[]);
}

/** The field of that name, or undefined when this kind of search has none. */
export type FieldResolver = (field: FieldName) => SearchField | undefined;

const NUMBER_COMPARATORS = new Set<Comparator>(['=', '!=', '<', '<=', '>', '>=']);
const TEXT_COMPARATORS = new Set<Comparator>(['=', '!=', 'like', 'ilike']);

/** A condition for every comparison of the filter; each value is a parameter of the query. */
export function filterToSql(filter: string, resolve: FieldResolver): RawBuilder<SqlBool>[] {
  return parseFilter(filter).map((comparison) => {
    const field = findField(comparison.field, resolve);
    const { comparator, value } = comparison;
    const name = `${comparison.field.family}.${comparison.field.key}`;
    if (!field.comparators.has(comparator))
      throw invalidParameterValue(
        `${name} cannot be compared with ${comparator.toUpperCase()}; use one of ${[...field.comparators].join(', ').toUpperCase()}.`,
      );
    if (value !== null && !Array.isArray(value) && (typeof value === 'number') !== (field.kind === 'number'))
      throw invalidParameterValue(
        `${name} is compared with ${JSON.stringify(value)}; use ${field.kind === 'number' ? 'a number without quotes' : 'a text in quotes'}.`,
      );
    return field.where(comparison);
  });
}

export function orderByToSql(clauses: readonly string[], resolve: FieldResolver): RawBuilder<unknown>[] {
  return clauses.flatMap((clause) => {
    const { field, isAscending } = parseOrderBy(clause);
    return orderToSql({ field, isAscending }, resolve);
  });
}

export function orderToSql({ field, isAscending }: Ordering, resolve: FieldResolver): RawBuilder<unknown>[] {
  const { order } = findField(field, resolve);
  if (order === null)
    throw invalidParameterValue(
      `nothing can be ordered by ${field.family}.${field.key}: filter by it instead.`,
    );
  return order(sql.raw(isAscending ? 'asc nulls last' : 'desc nulls last'));
}

function findField(name: FieldName, resolve: FieldResolver): SearchField {
  const field = resolve(name);
  if (field !== undefined) return field;
  throw invalidParameterValue(
    `"${name.family}.${name.key}" is no field of this search; a key of a metric, param or tag needs its family, e.g. metrics.loss or tags.team.`,
  );
}

/** A column of the table that is searched. */
export function columnField(
  value: RawBuilder<unknown>,
  kind: SearchField['kind'],
  more: readonly Comparator[] = [],
): SearchField {
  const comparators = new Set([...(kind === 'number' ? NUMBER_COMPARATORS : TEXT_COMPARATORS), ...more]);
  return {
    kind,
    comparators,
    where: (comparison) => compare(value, comparison),
    order: (direction) => [sql`${value} ${direction}`],
  };
}

/** A key of a table of keys and values; `from` continues after `from`, e.g. sql`run_tags where run_id = runs.run_id and key = ${key}`. */
export function keyedField(from: RawBuilder<unknown>, kind: SearchField['kind']): SearchField {
  const value = sql.ref('value');
  return {
    kind,
    comparators:
      kind === 'number'
        ? NUMBER_COMPARATORS
        : new Set([...TEXT_COMPARATORS, 'is null', 'is not null'] as const),
    order: (direction) => {
      const found = sql`(select value from ${from})`;
      // PostgreSQL sorts NaN as the greatest number: set it apart first.
      return [
        ...(kind === 'number' ? [sql`${found} = 'NaN' asc nulls last`] : []),
        sql`${found} ${direction}`,
      ];
    },
    where: (comparison) => {
      if (comparison.comparator === 'is null') return sql`not exists (select 1 from ${from})`;
      if (comparison.comparator === 'is not null') return sql`exists (select 1 from ${from})`;
      const isNumber = kind === 'number' && comparison.comparator !== '!=';
      const condition = isNumber
        ? sql`${value} <> 'NaN' and ${compare(value, comparison)}`
        : compare(value, comparison);
      return sql`exists (select 1 from ${from} and ${condition})`;
    },
  };
}

function compare(value: RawBuilder<unknown>, { comparator, value: to }: Comparison): RawBuilder<SqlBool> {
  if (comparator === 'in') return sql`${value} = any(${to}::text[])`;
  if (comparator === 'not in') return sql`${value} <> all(${to}::text[])`;
  const operator = sql.raw(comparator === '!=' ? '<>' : comparator);
  return typeof to === 'number'
    ? sql`${value} ${operator} ${to}::float8`
    : sql`${value} ${operator} ${to}::text`;
}
