import { InvalidArgumentError } from 'commander';
import type { CommandContext } from './context.ts';

/** Gives a command its context; `false` from the action means exit code 1 without an error message. */
export type Act = <Options>(
  run: (context: CommandContext, options: Options) => Promise<boolean | void> | boolean | void,
) => (...args: unknown[]) => Promise<void>;

/** A number option; the error names what was received. */
export function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value))
    throw new InvalidArgumentError(`expected a number, received "${text}".`);
  return value;
}
