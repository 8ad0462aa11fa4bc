/** The command that sends the same request from a shell. */
export function curlCommand({ url, body }: { url: string; body: unknown }): string {
  return `curl --json ${quote(JSON.stringify(body))} \\\n  ${quote(url)}`;
}

/** Single quotes keep a POSIX shell from reading anything in the text; a quote inside ends, escapes and reopens them. */
function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
