import { invalidArgument } from './errors.ts';

/** A date or an instant on the command line as an ISO instant; without a zone it is UTC. */
export function parseInstant(name: string, text: string): string {
  const time = Date.parse(
    /^\d{4}-\d{2}-\d{2}$/.test(text) || /(Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`,
  );
  if (Number.isNaN(time))
    throw invalidArgument({ name, received: text, expected: 'a date such as 2001-03-01' });
  return new Date(time).toISOString();
}
