import { predictRequestSchema, type Feature, type PredictRequest, type RawRecord } from '@flywheel/contracts';
import { recordSchemaOf } from '@flywheel/project';
import { invalidRequest, parseInput } from '@flywheel/service';
import { z } from 'zod';
import { isCarriedWhole } from '../oip/json-data.ts';
import type { ServedModel } from '../model/served-model.ts';

export interface CheckedRequest {
  records: RawRecord[];
  observedAt: (row: number) => Date;
  explain: boolean;
}

/**
 * One record, or a request with many, against the features that the model was trained with.
 * @throws INVALID_REQUEST that names each field, what was received and what is expected
 */
export function checkPredictRequest(model: ServedModel, body: unknown, now: Date): CheckedRequest {
  const { one, many } = schemasOf(model);
  const isMany = typeof body === 'object' && body !== null && 'records' in body;
  if (!isMany) {
    const record = parseInput(one, body);
    checkTexts([record], (_row, field) => field);
    return { records: [record], observedAt: () => now, explain: false };
  }
  const { records, observedAt, explain = false } = parseInput(many, body);
  checkTexts(records, (row, field) => `records.${row}.${field}`);
  return { records, observedAt: eventTimes(records.length, observedAt, now), explain };
}

interface Schemas {
  one: z.ZodType<RawRecord>;
  many: z.ZodType<PredictRequest>;
}

const schemas = new WeakMap<readonly Feature[], Schemas>();

function schemasOf(model: ServedModel): Schemas {
  const { features } = model.package!.manifest;
  const known = schemas.get(features);
  if (known !== undefined) return known;
  const one = recordSchemaOf(features);
  const many = z.strictObject({ ...predictRequestSchema.shape, records: z.array(one).min(1).max(1000) });
  schemas.set(features, { one, many });
  return { one, many };
}

function eventTimes(
  count: number,
  observedAt: string | string[] | undefined,
  now: Date,
): (row: number) => Date {
  if (observedAt === undefined) return () => now;
  if (typeof observedAt === 'string') {
    const instant = new Date(observedAt);
    return () => instant;
  }
  if (observedAt.length !== count)
    throw invalidRequest({
      problems: [
        {
          field: 'observedAt',
          received: `${observedAt.length} instants`,
          expected: `one for each of the ${count} records, or a single one`,
        },
      ],
    });
  return (row) => new Date(observedAt[row]!);
}

function checkTexts(records: readonly RawRecord[], fieldAt: (row: number, field: string) => string): void {
  for (const [row, record] of records.entries())
    for (const [field, value] of Object.entries(record))
      if (typeof value === 'string' && !isCarriedWhole(value))
        throw invalidRequest({
          problems: [
            {
              field: fieldAt(row, field),
              received: JSON.stringify(value).slice(0, 80),
              expected: 'text without NUL and without half surrogate pairs',
            },
          ],
        });
}
