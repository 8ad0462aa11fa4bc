/** A column or table name in double quotes. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text literal in single quotes. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** An instant (ISO, UTC) as a TIMESTAMP without time zone. */
export function timestamp(instant: string): string {
  return `make_timestamp(${Date.parse(instant)}000::bigint)`;
}
