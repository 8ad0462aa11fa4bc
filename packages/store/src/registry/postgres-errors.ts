/** True when a unique constraint refused the row. */
export const isUniqueViolation = (error: unknown): boolean => codeOf(error) === '23505';

/** True when the input itself cannot be stored: a NUL in a text, a number out of range. The same input never can. */
export const isUnstorable = (error: unknown): boolean => codeOf(error).startsWith('22');

/** True when the database was away or went away: the same statement may work later. */
export function isConnectionLoss(error: unknown): boolean {
  if (/^(08|57P|53300)|^E(CONNREFUSED|CONNRESET|PIPE|NOTFOUND|TIMEDOUT)$/.test(codeOf(error))) return true;
  return error instanceof Error && /^Connection terminated|^timeout exceeded when trying/.test(error.message);
}

function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : '';
}
