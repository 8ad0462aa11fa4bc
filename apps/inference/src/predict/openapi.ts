import {
  outcomesRequestSchema,
  outcomesResponseSchema,
  predictRequestSchema,
  predictResponseSchema,
} from '@flywheel/contracts';
import { recordSchemaOf, type Project } from '@flywheel/project';
import { z } from 'zod';

type JsonSchema = Record<string, unknown>;

/** JSON Schema for the documentation page; the `$schema` line has no place inside OpenAPI. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

const error = {
  description: 'What is wrong: each field, what was received, what is expected',
  type: 'object',
  properties: {
    error: { type: 'string' },
    code: { type: 'string' },
    requestId: { type: 'string' },
    details: { type: 'object' },
  },
};

/** The record's own JSON Schema, derived from the declared features. */
export const recordJsonSchema = (features: Project['features']): JsonSchema =>
  jsonSchema(recordSchemaOf(features), 'input');

export function predictRouteSchema(project: Project): JsonSchema {
  const record = recordSchemaOf(project.features);
  const example = Object.fromEntries(project.features.map((feature) => [feature.name, feature.example]));
  const many = z.strictObject({ ...predictRequestSchema.shape, records: z.array(record).min(1).max(1000) });
  return {
    summary: project.question,
    description: `Takes one record, or many with their event times. ${project.target.description}: label 0 is "${project.target.labels[0]}", 1 is "${project.target.labels[1]}". Missing values are null.`,
    tags: ['predict'],
    querystring: {
      type: 'object',
      properties: { explain: { type: 'boolean', description: 'Adds the contribution of each feature' } },
    },
    body: {
      anyOf: [jsonSchema(record, 'input'), jsonSchema(many, 'input')],
      examples: [example, { records: [example], explain: true }],
    },
    response: {
      200: {
        description: 'One prediction per record, in the same order',
        ...jsonSchema(predictResponseSchema, 'output'),
      },
      400: error,
      503: error,
    },
  };
}

export const outcomesRouteSchema: JsonSchema = {
  summary: 'Report what came true',
  description:
    'True labels of predictions, by prediction id. Sending one again changes nothing; unknown ids and contradicting labels are listed and kept out.',
  tags: ['outcomes'],
  body: jsonSchema(outcomesRequestSchema, 'input'),
  response: {
    200: { description: 'What became of them', ...jsonSchema(outcomesResponseSchema, 'output') },
    400: error,
    503: error,
  },
};
