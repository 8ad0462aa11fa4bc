import { describe, expect, it } from 'vitest';
import { hrefOf, parseRoute } from './router.ts';

describe('parseRoute', () => {
  it('reads project, page and detail', () => {
    expect(parseRoute('#/flights/models/2')).toEqual({ project: 'flights', page: 'models', id: '2' });
  });
  it('leads unknown pages and the empty address to the loop', () => {
    expect(parseRoute('#/flights/nowhere')).toEqual({ project: 'flights', page: 'loop', id: null });
    expect(parseRoute('')).toEqual({ project: null, page: 'loop', id: null });
  });
  it('gives back what hrefOf wrote, whatever the characters', () => {
    const id = 'a/b #%ü';
    expect(parseRoute(hrefOf('flights', 'runs', id))).toEqual({ project: 'flights', page: 'runs', id });
  });
  it('keeps a part that is not well-formed percent-encoding', () => {
    expect(parseRoute('#/flights/runs/%E0%A4%A').id).toBe('%E0%A4%A');
  });
});
