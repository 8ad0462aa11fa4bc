import { parseInput } from '@flywheel/service';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';

/** The fields of an MLflow request: of the query for GET, of the JSON body otherwise. A null counts as absent. */
export function readInput<Schema extends z.ZodType>(
  request: FastifyRequest,
  schema: Schema,
): z.output<Schema> {
  const given = request.method === 'GET' ? request.query : (request.body ?? {});
  return parseInput(schema, withoutNulls(given));
}

function withoutNulls(given: unknown): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
}
