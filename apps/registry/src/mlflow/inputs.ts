import { z } from 'zod';

/** Leniently read fields of MLflow requests: queries carry everything as text, clients send ids as numbers. */
export const id = z.union([z.string().min(1), z.int().transform(String)]);
export const text = z.string();

const INT64_MAX = 2n ** 63n - 1n;
const isInt64 = (value: string): boolean => {
  const number = BigInt(value);
  return number <= INT64_MAX && number >= -INT64_MAX - 1n;
};

/** A 64-bit whole number, kept as decimal text. */
export const int64 = z
  .union([z.int().transform(String), z.string().regex(/^-?\d{1,19}$/)], { error: 'a 64-bit whole number' })
  .refine(isInt64, 'a 64-bit whole number');

/** One item or several: a repeated key of a query arrives as an array, a single one does not. */
export const list = <Item extends z.ZodType>(item: Item) =>
  z.preprocess(
    (given) => (given === undefined || given === null ? [] : Array.isArray(given) ? given : [given]),
    z.array(item),
  );

export const flag = z
  .union([
    z.boolean(),
    z
      .string()
      .regex(/^(true|false|1|0)$/i)
      .transform((value) => /^(true|1)$/i.test(value)),
  ])
  .default(false);

const KEY = /^[/\p{L}\p{N}\p{M}_.\- :]{1,250}$/u;

/** A name of a metric, param or tag: it may name folders, but only clean ones below. */
function isKey(key: string): boolean {
  return KEY.test(key) && !key.split('/').some((part) => part === '' || part === '.' || part === '..');
}

export const key = z
  .string()
  .refine(
    isKey,
    'a name of 1 to 250 letters, digits, spaces and _ . - : / that is a clean relative path, without .. or empty parts',
  );

export const pair = z.object({ key, value: z.coerce.string().default('') });
/** Tags of experiments, models and versions: any key that is not empty. */
export const tag = z.object({ key: z.string().min(1).max(250), value: z.coerce.string().default('') });
export const tags = list(tag);

/** How many results a page holds. */
export const maxResults = ({ byDefault, limit }: { byDefault: number; limit: number }) =>
  z.coerce
    .number({ error: `a whole number from 1 to ${limit}` })
    .int()
    .min(1, `a whole number from 1 to ${limit}`)
    .max(limit, `a whole number from 1 to ${limit}`)
    .default(byDefault);

export const pageToken = z.string().optional();

/** Which stages a view shows. */
export const viewType = z
  .enum(['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL'])
  .default('ACTIVE_ONLY')
  .transform((view): ('active' | 'deleted')[] =>
    view === 'ALL' ? ['active', 'deleted'] : [view === 'ACTIVE_ONLY' ? 'active' : 'deleted'],
  );

export const metricValue = z.union([
  z.number(),
  z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number),
  z
    .string()
    .regex(/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/)
    .transform(Number),
]);
