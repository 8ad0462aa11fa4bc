import { z } from 'zod';
import { invalidConfig } from './errors.ts';

const port = z.coerce.number().int().min(0).max(65535);

/** Variables that every server reads; an app extends this object with its own. */
export const commonConfig = {
  HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
};

/** A TCP port variable with its default. */
export const portConfig = (defaultPort: number): z.ZodDefault<typeof port> => port.default(defaultPort);

/** Reads an app's environment once, at start; every problem is reported together. Empty values count as absent. */
export function loadConfig<Shape extends z.ZodRawShape>(
  app: string,
  schema: z.ZodObject<Shape>,
  environment: Record<string, string | undefined>,
): z.output<z.ZodObject<Shape>> {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw invalidConfig({
    app,
    problems: result.error.issues.map((issue) => describe(issue, given)),
  });
}

/** What was received is shown for numbers and closed sets only: any other variable may hold a secret. */
function describe(issue: z.core.$ZodIssue, given: Record<string, string | undefined>): string {
  const name = issue.path.join('.');
  const received = given[name];
  const isHarmless =
    issue.code === 'invalid_value' || ('expected' in issue && issue.expected === 'number') || isRange(issue);
  return `${name}: ${received !== undefined && isHarmless ? `received "${received}". ` : ''}${issue.message}`;
}

function isRange(issue: z.core.$ZodIssue): boolean {
  return (issue.code === 'too_big' || issue.code === 'too_small') && issue.origin === 'number';
}
