import { expect, it } from 'vitest';
import { parseFilter, parseOrderBy } from './parse.ts';

const attribute = (key: string) => ({ family: 'attribute', key });

it.each([
  ['', []],
  ['  ', []],
  ["name = 'a'", [{ field: attribute('name'), comparator: '=', value: 'a' }]],
  ['metrics.acc >= -1.5e3', [{ field: { family: 'metrics', key: 'acc' }, comparator: '>=', value: -1500 }]],
  ['metric.val/acc<.5', [{ field: { family: 'metric', key: 'val/acc' }, comparator: '<', value: 0.5 }]],
  [
    'tags."odd key.v1" = "x"',
    [{ field: { family: 'tags', key: 'odd key.v1' }, comparator: '=', value: 'x' }],
  ],
  [
    "tags.mlflow.runName != 'c'",
    [{ field: { family: 'tags', key: 'mlflow.runName' }, comparator: '!=', value: 'c' }],
  ],
  [
    "attributes.`Run name` LIKE '%'",
    [{ field: { family: 'attributes', key: 'Run name' }, comparator: 'like', value: '%' }],
  ],
  ["`run name` ilike 'A'", [{ field: attribute('run name'), comparator: 'ilike', value: 'A' }]],
  ["a = 'it''s'", [{ field: attribute('a'), comparator: '=', value: "it's" }]],
  ["a = 'AND b = \"'", [{ field: attribute('a'), comparator: '=', value: 'AND b = "' }]],
  ["run_id IN ('a','b')", [{ field: attribute('run_id'), comparator: 'in', value: ['a', 'b'] }]],
  ["run_id not in ( 'a' )", [{ field: attribute('run_id'), comparator: 'not in', value: ['a'] }]],
  ['params.x is null', [{ field: { family: 'params', key: 'x' }, comparator: 'is null', value: null }]],
  [
    'params.x IS NOT NULL and status = "R"',
    [
      { field: { family: 'params', key: 'x' }, comparator: 'is not null', value: null },
      { field: attribute('status'), comparator: '=', value: 'R' },
    ],
  ],
])('reads %s', (filter, expected) => {
  expect(parseFilter(filter)).toEqual(expected);
});

it.each([
  'name = beta',
  "name ~ 'x'",
  "name = 'a' OR name = 'b'",
  "(name = 'a')",
  "name = 'a",
  "name 'a'",
  'name =',
  "= 'a'",
  "name = 'a' AND",
  "name = 'a' name = 'b'",
  'run_id IN ()',
  "run_id IN ('a'",
  "run_id IN ('a' 'b')",
  'run_id IN (1)',
  'params.x IS 3',
  "x NOT LIKE 'a'",
  "name = 'a'; drop table runs",
  '5 = 5',
])('refuses %s with a reason', (filter) => {
  expect(() => parseFilter(filter)).toThrow(expect.objectContaining({ code: 'INVALID_PARAMETER_VALUE' }));
});

it.each([
  ['metrics.acc', { field: { family: 'metrics', key: 'acc' }, isAscending: true }],
  ['start_time DESC', { field: attribute('start_time'), isAscending: false }],
  ['attributes.`Run name` asc', { field: { family: 'attributes', key: 'Run name' }, isAscending: true }],
])('reads the ordering %s', (clause, expected) => {
  expect(parseOrderBy(clause)).toEqual(expected);
});

it.each(['metrics.acc SIDEWAYS', 'metrics.acc ASC DESC', '', 'DESC', "'a'"])(
  'refuses the ordering %s',
  (clause) => {
    expect(() => parseOrderBy(clause)).toThrow(expect.objectContaining({ code: 'INVALID_PARAMETER_VALUE' }));
  },
);
