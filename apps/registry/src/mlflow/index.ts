import type { FastifyInstance } from 'fastify';
import type { Deps } from '../deps.ts';
import { translateDatabaseErrors } from '../http/database-errors.ts';
import { readLongIntegers } from '../http/parse-json.ts';
import { addAliasRoutes } from './aliases.ts';
import { addArtifactListRoutes } from './artifact-lists.ts';
import { addExperimentRoutes } from './experiments.ts';
import { addLoggedModelRoutes } from './logged-models.ts';
import { addLoggingRoutes } from './logging.ts';
import { addModelVersionRoutes } from './model-versions.ts';
import { addRegisteredModelRoutes } from './registered-models.ts';
import { addRunInputRoutes } from './run-inputs.ts';
import { addRunRoutes } from './runs.ts';
import { addLoggedModelSearch } from './search-logged-models.ts';
import { addStageRoutes } from './stages.ts';

/** The MLflow REST API, twice: as programs call it and as MLflow's own web pages do. */
export async function addMlflowRoutes(server: FastifyInstance, deps: Deps): Promise<void> {
  for (const prefix of ['/api/2.0/mlflow', '/ajax-api/2.0/mlflow'])
    await server.register(
      async (scope) => {
        readLongIntegers(scope);
        translateDatabaseErrors(scope);
        addExperimentRoutes(scope, deps);
        addRunRoutes(scope, deps);
        addLoggingRoutes(scope, deps);
        addRunInputRoutes(scope, deps);
        addArtifactListRoutes(scope, deps);
        addRegisteredModelRoutes(scope, deps);
        addModelVersionRoutes(scope, deps);
        addStageRoutes(scope, deps);
        addAliasRoutes(scope, deps);
        addLoggedModelRoutes(scope, deps);
        addLoggedModelSearch(scope, deps);
      },
      { prefix },
    );
}
