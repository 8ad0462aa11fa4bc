import type { Feature } from '@flywheel/contracts';
import { z } from 'zod';

/**
 * The schema of one raw record, derived from the declared features. Requests, OpenAPI and the console's form use it.
 * Missing values are null; a field that is absent or unknown is an error.
 */
export function recordSchemaOf(
  features: readonly Feature[],
): z.ZodObject<Record<string, z.ZodType<number | string | null>>> {
  return z.strictObject(Object.fromEntries(features.map((feature) => [feature.name, fieldSchema(feature)])));
}

function fieldSchema(feature: Feature): z.ZodType<number | string | null> {
  if (feature.kind === 'categorical') {
    return z
      .string()
      .max(200)
      .regex(new RegExp(feature.pattern), `text that matches ${feature.pattern}, e.g. "${feature.example}"`)
      .nullable()
      .meta({ description: feature.description, example: feature.example });
  }
  const number = feature.dtype === 'int64' ? z.int() : z.number();
  return number
    .min(feature.min)
    .max(feature.max)
    .nullable()
    .meta({
      description: feature.unit ? `${feature.description} (${feature.unit})` : feature.description,
      example: feature.example,
    });
}
