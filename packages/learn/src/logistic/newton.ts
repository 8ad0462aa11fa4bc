import { notConverged } from '../errors.ts';
import { breathe, type Pulse } from '../pulse.ts';

/** A smooth convex function of `size` weights. */
export interface Objective {
  readonly size: number;
  value(weights: Float64Array): number;
  /** Gradient and diagonal of the Hessian at `weights`, where `hessianTimes` then applies. */
  linearize(weights: Float64Array): { gradient: Float64Array; diagonal: Float64Array };
  hessianTimes(direction: Float64Array): Float64Array;
}

/** When to stop. */
export interface Stop {
  /** Greatest absolute entry of the gradient that counts as zero. */
  readonly tolerance: number;
  readonly maxIterations: number;
}

/**
 * Minimises by Newton steps, each solved by conjugate gradients only as exactly as it is worth, with backtracking.
 * @param start first weights; not changed
 * @returns weights where no entry of the gradient exceeds the tolerance
 * @throws NOT_CONVERGED after `maxIterations` steps
 * Source: Nocedal and Wright, Numerical Optimization (2006), algorithms 7.1 and 5.3.
 */
export async function minimise(
  objective: Objective,
  start: Float64Array,
  { tolerance, maxIterations }: Stop,
  pulse: Pulse = {},
): Promise<Float64Array> {
  let weights: Float64Array = start.slice();
  let first = 0;
  for (let iteration = 0; ; iteration++) {
    const { gradient, diagonal } = objective.linearize(weights);
    const size = greatest(gradient);
    if (size <= tolerance) return weights;
    if (iteration === maxIterations) throw notConverged({ gradient: size, tolerance, iterations: iteration });
    first ||= size;
    await breathe(pulse, Math.max(0, Math.log(first / size) / Math.log(first / tolerance)));
    const step = await solve({ objective, gradient, diagonal }, pulse);
    const next = backtrack(objective, weights, step, dot(gradient, step));
    // No shorter step lowers the value: it is as flat as float64 can tell.
    if (next === null) return weights;
    weights = next;
  }
}

/** Conjugate gradients on H step = -gradient, preconditioned by the diagonal, until the residual is small for this step. */
async function solve(
  { objective, gradient, diagonal }: { objective: Objective; gradient: Float64Array; diagonal: Float64Array },
  pulse: Pulse,
): Promise<Float64Array> {
  const step = new Float64Array(objective.size);
  const residual = gradient.map((value) => -value);
  const scaled = (): Float64Array => residual.map((value, index) => value / diagonal[index]!);
  let direction = scaled();
  let energy = dot(residual, direction);
  const enough = energy * Math.min(0.25, Math.sqrt(energy));
  for (let iteration = 0; iteration < objective.size && energy > enough; iteration++) {
    const product = objective.hessianTimes(direction);
    const length = energy / dot(direction, product);
    addTo(step, length, direction);
    addTo(residual, -length, product);
    const preconditioned = scaled();
    const next = dot(residual, preconditioned);
    addTo(preconditioned, next / energy, direction);
    direction = preconditioned;
    energy = next;
    await breathe({ signal: pulse.signal });
  }
  return step;
}

/** The longest of step, step / 2, step / 4 ... that lowers the value enough; null when none does. */
function backtrack(
  objective: Objective,
  weights: Float64Array,
  step: Float64Array,
  slope: number,
): Float64Array | null {
  const before = objective.value(weights);
  for (let length = 1; length > 1e-10; length /= 2) {
    const next = weights.slice();
    addTo(next, length, step);
    if (objective.value(next) <= before + 1e-4 * length * slope) return next;
  }
  return null;
}

function addTo(sum: Float64Array, factor: number, vector: Float64Array): void {
  for (let index = 0; index < sum.length; index++) sum[index]! += factor * vector[index]!;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
}

function greatest(vector: Float64Array): number {
  let most = 0;
  for (const value of vector) most = Math.max(most, Math.abs(value));
  return most;
}
