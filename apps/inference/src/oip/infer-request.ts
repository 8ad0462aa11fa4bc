import { z } from 'zod';

/** A big integer appears where a number has more digits than a double keeps. */
const parameters = z.record(z.string(), z.union([z.string(), z.number(), z.bigint(), z.boolean()]));

/** The envelope of an inference request; `data` is checked by a loop that knows the model's datatype. */
export const inferRequestSchema = z.object({
  id: z.string().optional(),
  parameters: parameters.optional(),
  inputs: z
    .array(
      z.object({
        name: z.string(),
        shape: z.array(z.int().nonnegative()).max(8),
        datatype: z.string(),
        parameters: parameters.optional(),
        data: z.unknown().optional(),
      }),
    )
    .min(1),
  outputs: z.array(z.object({ name: z.string(), parameters: parameters.optional() })).optional(),
});
export type InferRequest = z.infer<typeof inferRequestSchema>;
export type InferInput = InferRequest['inputs'][number];
