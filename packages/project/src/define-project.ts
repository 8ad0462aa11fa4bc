import { featureSchema, gateSchema, monitoringPolicySchema, targetSchema } from '@flywheel/contracts';
import { z } from 'zod';
import { checkDeclaration } from './check-declaration.ts';

/** Where rows come from. DuckDB runs `query`; `{file}` in it stands for the path of the file. */
const sourceSchema = z.object({
  /** Resolves the file on this machine, e.g. inside a pinned npm package. */
  file: z.custom<() => string>((value) => typeof value === 'function'),
  /** Name and version for the lineage, e.g. `vega-datasets@3.2.1/data/flights-3m.parquet`. */
  name: z.string(),
  /**
   * A select that yields one row per example: the columns `row_id` (stable number), `event_time` (timestamp), one column
   * per feature under its own name, the target (0 or 1) and `outcome_time` (timestamp at which the target became known).
   */
  query: z.string(),
  /** Extra checks: rows for which the SQL condition does not hold are rejected and reported. */
  rules: z.array(z.object({ name: z.string(), condition: z.string(), expectation: z.string() })).default([]),
});

/** One estimator to compare, with its parameters. `maxRows` trains it on a random sample of the rows. */
const candidateSpecSchema = z.object({
  name: z.string(),
  estimator: z.enum(['constant', 'logistic', 'gbdt', 'dense']),
  params: z.record(z.string(), z.unknown()).default({}),
  maxRows: z.int().positive().optional(),
});

const partsSchema = z.object({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: z.string(),
  question: z.string(),
  task: z.literal('binary'),
  source: sourceSchema,
  /** `wall`: what is asked happens now. `replay`: the project lives in the past, at the greatest event time seen so far. */
  clock: z.enum(['wall', 'replay']).default('wall'),
  features: z.array(featureSchema).min(1),
  target: targetSchema,
  training: z.object({
    /** Training rows of the first champion, and the later rows it is tested on. */
    first: z.object({
      trainFrom: z.iso.datetime(),
      trainUntil: z.iso.datetime(),
      testUntil: z.iso.datetime(),
    }),
    folds: z.int().min(2),
    seed: z.int(),
    candidates: z.array(candidateSpecSchema).min(1),
    /** Probability of class 1 from which the label is 1. */
    threshold: z.number().min(0).max(1),
  }),
  gate: gateSchema,
  monitoring: monitoringPolicySchema,
  replay: z.object({
    from: z.iso.datetime(),
    until: z.iso.datetime(),
    /** Share of the rows that is sent, chosen by a hash of the row id. */
    share: z.number().positive().max(1),
  }),
});

/** The whole declaration: its parts, and what holds between them. */
export const projectSchema = partsSchema.superRefine((project, context) => {
  for (const mistake of checkDeclaration(project)) context.addIssue({ code: 'custom', ...mistake });
});

export type ProjectDefinition = z.input<typeof partsSchema>;
export type Project = z.output<typeof partsSchema>;
export type CandidateSpec = z.output<typeof candidateSpecSchema>;

/** Declares an application: the one place a student edits. Throws with every mistake listed when the declaration is wrong. */
export function defineProject(definition: ProjectDefinition): Project {
  const result = projectSchema.safeParse(definition);
  if (!result.success)
    throw new TypeError(
      `project "${definition.name}" is declared wrongly:\n${z.prettifyError(result.error)}`,
    );
  return result.data;
}
