/**
 * What fitting gives: plain data, from which `predictProbabilities` (TypeScript) and `toOnnx` (the graph) compute the
 * same probability of class 1. All arithmetic parameters are finite.
 */
export type FittedModel = ConstantModel | LogisticModel | TreesModel | DenseModel;

/** The same probability for every row. */
export interface ConstantModel {
  readonly kind: 'constant';
  readonly probability: number;
}

/**
 * How a raw column enters a linear or dense model. Numeric: (x, or `fill` where missing, - mean) / std, one value.
 * Categorical: one-hot over `categories`; a missing or unseen category is all zeros.
 */
export type Encoding =
  | {
      readonly kind: 'numeric';
      readonly feature: string;
      readonly fill: number;
      readonly mean: number;
      readonly std: number;
    }
  | { readonly kind: 'categorical'; readonly feature: string; readonly categories: readonly string[] };

/** p = sigmoid(bias + sum of weights over the encoded columns). */
export interface LogisticModel {
  readonly kind: 'logistic';
  readonly encodings: readonly Encoding[];
  readonly bias: number;
  /** Per encoding: one weight (numeric) or one per category. */
  readonly weights: readonly Float64Array[];
}

/** A binary tree in flat arrays; node 0 is the root. */
export interface Tree {
  /** Index into `TreesModel.features`, -1 for a leaf. */
  readonly feature: Int32Array;
  /** Numeric split: x <= threshold goes left. The value is float32-exact (rounded down). */
  readonly threshold: Float32Array;
  /** Categorical split: codes that go left; every other code, and -1, goes right. Null on numeric splits and leaves. */
  readonly members: readonly (readonly number[] | null)[];
  /** Where a missing numeric value goes: 1 left, 0 right. */
  readonly missingLeft: Uint8Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Leaf value in logits (learning rate applied), 0 on inner nodes. float32-exact. */
  readonly value: Float32Array;
}

/** p = sigmoid(bias + sum of one leaf per tree). */
export interface TreesModel {
  readonly kind: 'trees';
  readonly bias: number;
  readonly features: readonly (
    | { readonly kind: 'numeric'; readonly name: string }
    | { readonly kind: 'categorical'; readonly name: string; readonly categories: readonly string[] }
  )[];
  readonly trees: readonly Tree[];
}

/** Encoded columns, then layers y = activation(x W + b); the last layer has one unit and the activation is sigmoid. */
export interface DenseModel {
  readonly kind: 'dense';
  readonly encodings: readonly Encoding[];
  readonly layers: readonly {
    readonly inputs: number;
    readonly outputs: number;
    /** Shape [inputs, outputs], row-major. */
    readonly weights: Float32Array;
    readonly bias: Float32Array;
    readonly activation: 'relu' | 'sigmoid';
  }[];
}
