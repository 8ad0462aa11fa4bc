/** Where commands print: people read `say`, programs read `json`. */
export interface Output {
  say: (text: string) => void;
  json: (value: unknown) => void;
  readonly wantsJson: boolean;
}

export function createOutput({ json }: { json: boolean }): Output {
  return {
    wantsJson: json,
    say: (text) => (json ? console.error(text) : console.log(text)),
    json: (value) => console.log(JSON.stringify(value, null, 2)),
  };
}

/** Columns padded to the widest cell; the first row is the heading. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
