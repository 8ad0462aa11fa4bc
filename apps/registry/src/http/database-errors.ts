import { databaseUnreachable } from '@flywheel/store';
import { invalidParameterValue, isConnectionLoss, isUnstorable } from '@flywheel/store/registry';
import type { FastifyInstance } from 'fastify';

/** Tells the caller whose fault a failed statement is; an answer of 500 makes MLflow's clients try again for minutes. */
export function translateDatabaseErrors(server: FastifyInstance): void {
  server.setErrorHandler((error) => {
    if (isUnstorable(error))
      throw invalidParameterValue(
        'a value cannot be stored: a text holds the character NUL, or a number is out of range.',
        error,
      );
    if (isConnectionLoss(error)) throw databaseUnreachable({ url: 'DATABASE_URL' }, error);
    throw error;
  });
}
