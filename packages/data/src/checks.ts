import type { DuckDBConnection } from '@duckdb/node-api';
import type { CategoricalFeature, Feature, NumericFeature } from '@flywheel/contracts';
import { recordSchemaOf, type Project } from '@flywheel/project';
import { readObjects } from './duckdb.ts';
import { ROWS, ruleColumn } from './load-rows.ts';
import { identifier, literal } from './sql.ts';

/** One rule about rows; `condition` is SQL over the loaded rows, true where the rule holds, never null. */
export interface Check {
  check: string;
  column: string | null;
  expectation: string;
  severity: 'reject' | 'fail' | 'warn';
  condition: string;
}

/**
 * Everything that loaded rows are checked for. A missing feature is only reported, since models have a rule for it; a value
 * that a prediction request could not carry is rejected; what makes the whole source doubtful stops the stage.
 */
export async function checksFor(connection: DuckDBConnection, project: Project): Promise<Check[]> {
  const target = identifier(project.target.name);
  const features: Check[] = [];
  for (const feature of project.features) features.push(...(await featureChecks(connection, feature)));
  return [
    ...identityChecks(),
    {
      check: 'target_present',
      column: project.target.name,
      expectation: 'a label',
      severity: 'reject',
      condition: `${target} is not null`,
    },
    {
      check: 'target_binary',
      column: project.target.name,
      expectation: '0 or 1',
      severity: 'fail',
      condition: `coalesce(${target} in (0, 1), true)`,
    },
    ...features,
    ...project.source.rules.map((rule, index): Check => ({
      check: rule.name,
      column: null,
      expectation: rule.expectation,
      severity: 'reject',
      condition: ruleColumn(index),
    })),
  ];
}

function identityChecks(): Check[] {
  return [
    {
      check: 'row_id_unique',
      column: 'row_id',
      expectation: 'a number of its own for each row',
      severity: 'fail',
      condition: `row_id is not null and row_id not in (select row_id from ${ROWS} where row_id is not null group by row_id having count(*) > 1)`,
    },
    {
      check: 'event_time_present',
      column: 'event_time',
      expectation: 'a timestamp',
      severity: 'reject',
      condition: 'event_time is not null',
    },
    {
      check: 'outcome_after_event',
      column: 'outcome_time',
      expectation: 'a timestamp that is not before event_time',
      severity: 'reject',
      condition: 'coalesce(outcome_time >= event_time, event_time is null and outcome_time is not null)',
    },
  ];
}

async function featureChecks(connection: DuckDBConnection, feature: Feature): Promise<Check[]> {
  const column = identifier(feature.name);
  return [
    {
      check: `${feature.name}_present`,
      column: feature.name,
      expectation: 'a value',
      severity: 'warn',
      condition: `${column} is not null`,
    },
    feature.kind === 'numeric' ? rangeCheck(feature) : await patternCheck(connection, feature),
  ];
}

function rangeCheck(feature: NumericFeature): Check {
  return {
    check: `${feature.name}_in_range`,
    column: feature.name,
    expectation: `${feature.min} to ${feature.max}${feature.unit === undefined ? '' : ` ${feature.unit}`}`,
    severity: 'reject',
    condition: `coalesce(${identifier(feature.name)} between ${feature.min} and ${feature.max}, true)`,
  };
}

/** Judged by the schema that judges requests, value by value, so that data and requests cannot disagree. */
async function patternCheck(connection: DuckDBConnection, feature: CategoricalFeature): Promise<Check> {
  const column = identifier(feature.name);
  const schema = recordSchemaOf([feature]);
  const values = await readObjects(
    connection,
    `select distinct ${column} as value from ${ROWS} where ${column} is not null`,
  );
  const malformed = values
    .map(({ value }) => String(value))
    .filter((value) => !schema.safeParse({ [feature.name]: value }).success);
  return {
    check: `${feature.name}_well_formed`,
    column: feature.name,
    expectation: `text that matches ${feature.pattern}`,
    severity: 'reject',
    condition:
      malformed.length === 0
        ? 'true'
        : `coalesce(${column} not in (${malformed.map(literal).join(', ')}), true)`,
  };
}

/** True for a row that no rejecting check refuses. */
export function keptCondition(checks: readonly Check[]): string {
  return checks
    .filter(({ severity }) => severity === 'reject')
    .map(({ condition }) => `(${condition})`)
    .join(' and ');
}
