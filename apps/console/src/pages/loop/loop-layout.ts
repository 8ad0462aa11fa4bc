/** Where the eight stations of the picture stand, in units of its view box; the loop runs clockwise. */
export interface LoopLayout {
  width: number;
  height: number;
  node: { width: number; height: number };
  /** Top left corner of each station. */
  at: readonly { x: number; y: number }[];
  /** Path from each station to the next. */
  edges: readonly string[];
  /** Tip and direction (degrees, 0 = right) of each edge's arrow. */
  tips: readonly { x: number; y: number; degrees: number }[];
}

/** Two rows of four for wide screens. */
export const WIDE: LoopLayout = {
  width: 1180,
  height: 344,
  node: { width: 220, height: 104 },
  at: [...[60, 340, 620, 900].map((x) => ({ x, y: 2 })), ...[900, 620, 340, 60].map((x) => ({ x, y: 238 }))],
  edges: [
    'M284 54H332',
    'M564 54H612',
    'M844 54H892',
    'M1124 54C1184 54 1184 290 1130 290',
    'M896 290H848',
    'M616 290H568',
    'M336 290H288',
    'M56 290C-4 290 -4 54 50 54',
  ],
  tips: [
    { x: 336, y: 54, degrees: 0 },
    { x: 616, y: 54, degrees: 0 },
    { x: 896, y: 54, degrees: 0 },
    { x: 1124, y: 290, degrees: 180 },
    { x: 844, y: 290, degrees: 180 },
    { x: 564, y: 290, degrees: 180 },
    { x: 284, y: 290, degrees: 180 },
    { x: 56, y: 54, degrees: 0 },
  ],
};

const ROWS = [2, 116, 230, 344];

/** Two columns of four for phones: down on the left, up on the right. */
export const NARROW: LoopLayout = {
  width: 344,
  height: 434,
  node: { width: 156, height: 88 },
  at: [...ROWS.map((y) => ({ x: 1, y })), ...ROWS.toReversed().map((y) => ({ x: 187, y }))],
  edges: [
    'M79 92V110',
    'M79 206V224',
    'M79 320V338',
    'M159 388H179',
    'M265 342V324',
    'M265 228V210',
    'M265 114V96',
    'M185 46H165',
  ],
  tips: [
    { x: 79, y: 115, degrees: 90 },
    { x: 79, y: 229, degrees: 90 },
    { x: 79, y: 343, degrees: 90 },
    { x: 185, y: 388, degrees: 0 },
    { x: 265, y: 319, degrees: 270 },
    { x: 265, y: 205, degrees: 270 },
    { x: 265, y: 91, degrees: 270 },
    { x: 159, y: 46, degrees: 180 },
  ],
};
