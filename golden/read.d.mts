export interface GoldenCase {
  id: string;
  in: unknown;
  out: unknown;
  /** The answer is undefined: the function throws a RangeError. */
  throws?: true;
  note?: string;
}

export interface GoldenGroup {
  fn: string;
  /** A number agrees when |got - want| <= abs + rel |want|. */
  tol: { rel: number; abs: number };
  note?: string;
  cases: GoldenCase[];
}

export function mulberry32(seed: number): () => number;
export function readGolden(path: string): { meta: unknown; groups: GoldenGroup[] };
