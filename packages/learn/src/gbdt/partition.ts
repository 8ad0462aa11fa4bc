/**
 * Moves the rows that go left before those that go right, each side in its old order; no branch depends on the data.
 * @param order row numbers; `start` to `end` - 1 are changed
 * @param column bin of each row
 * @param goesLeft 1 for bins that go left, shape [256]
 * @param scratch space for `end` - `start` row numbers
 * @returns where the right side starts
 */
export function partition({
  order,
  start,
  end,
  column,
  goesLeft,
  scratch,
}: {
  order: Int32Array;
  start: number;
  end: number;
  column: Uint8Array;
  goesLeft: Uint8Array;
  scratch: Int32Array;
}): number {
  const middle = separate(order, start, end, column, goesLeft, scratch);
  order.set(scratch.subarray(0, end - middle), middle);
  return middle;
}

/**
 * The inner loop, alone in its function: V8 compiles a loop while it runs, without the lines below it that have not run
 * yet, and would fall back to slow code at the end of every call.
 */
function separate(
  order: Int32Array,
  start: number,
  end: number,
  column: Uint8Array,
  goesLeft: Uint8Array,
  scratch: Int32Array,
): number {
  let left = start;
  for (let position = start; position < end; position++) {
    const row = order[position]!;
    const isLeft = goesLeft[column[row]!]!;
    scratch[position - left] = row;
    order[left] = row;
    left = (left + isLeft) | 0;
  }
  return left;
}
