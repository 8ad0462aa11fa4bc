import { z } from 'zod';

/** Parameters of `gbdt`. */
export const gbdtParamsSchema = z.strictObject({
  /** Boosting rounds, one tree each. */
  trees: z.int().min(1).max(10_000).default(100),
  /** Leaves of a tree at most; a tree grows leaf by leaf where the loss falls most. */
  leaves: z.int().min(2).max(1024).default(31),
  /** Share of each leaf's Newton step that is taken. */
  learningRate: z.number().gt(0).max(1).default(0.1),
  /** Bins of a feature at most; rarer categories than the most frequent `bins` share the bin of unseen ones. */
  bins: z.int().min(2).max(255).default(255),
  /** Rows on each side of a split at least, estimated from the hessian as LightGBM does. */
  minRowsPerLeaf: z.int().min(1).default(20),
  /** Added to the hessian of a leaf: draws its value towards 0. */
  l2: z.number().min(0).default(0),
});
export type GbdtParams = z.output<typeof gbdtParamsSchema>;
