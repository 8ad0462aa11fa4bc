import { invalidParameterValue } from '../errors.ts';

export interface Page<Item> {
  items: Item[];
  nextPageToken: string | undefined;
}

export interface PageRequest {
  maxResults: number;
  pageToken?: string | undefined;
}

/** Where a page starts, read from its token. */
export function offsetOf({ pageToken }: PageRequest): number {
  if (pageToken === undefined || pageToken === '') return 0;
  const match = /^offset:(\d{1,15})$/.exec(Buffer.from(pageToken, 'base64url').toString());
  if (match !== null) return Number(match[1]);
  throw invalidParameterValue(
    `page_token "${pageToken.slice(0, 100)}" is not one that this server gave: take next_page_token of the page before.`,
  );
}

/** Cuts `rows`, of which one more than a page was read, and says where the next page starts. */
export function toPage<Item>(rows: Item[], request: PageRequest): Page<Item> {
  const { maxResults } = request;
  const hasMore = rows.length > maxResults;
  return {
    items: hasMore ? rows.slice(0, maxResults) : rows,
    nextPageToken: hasMore
      ? Buffer.from(`offset:${offsetOf(request) + maxResults}`).toString('base64url')
      : undefined,
  };
}
