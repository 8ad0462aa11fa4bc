import { expect, it } from 'vitest';
import { offsetOf, toPage } from './page.ts';

it('goes from page to page by the token of the page before', () => {
  const rows = [1, 2, 3, 4, 5];
  const seen: number[][] = [];
  let pageToken: string | undefined;
  do {
    const request = { maxResults: 2, pageToken };
    const start = offsetOf(request);
    const page = toPage(rows.slice(start, start + 3), request);
    seen.push(page.items);
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  expect(seen).toEqual([[1, 2], [3, 4], [5]]);
});

it.each(['not a token', 'b2Zmc2V0Oi0x', Buffer.from('offset:1e9').toString('base64url')])(
  'refuses the token %s',
  (pageToken) => {
    expect(() => offsetOf({ maxResults: 1, pageToken })).toThrow(
      expect.objectContaining({ code: 'INVALID_PARAMETER_VALUE' }),
    );
  },
);
