import {
  aliasHistoryResponseSchema,
  promotionDecisionSchema,
  promotionsResponseSchema,
  type AppError,
  type PromotionDecision,
  type PromotionRequest,
} from '@flywheel/contracts';
import { z } from 'zod';
import { createAliasCalls } from './aliases.ts';
import { errorCodeOf } from './mlflow-call.ts';
import type { Transport } from './transport.ts';

/** Flywheel's own routes of the registry: who became champion, when and why. */
export function createPromotionCalls(transport: Transport) {
  const { json } = transport;
  const findChampion = (model: string) => createAliasCalls(transport).getVersionByAlias(model, 'champion');
  const path = (model: string, rest: string): string =>
    `/api/flywheel/v1/models/${encodeURIComponent(model)}/${rest}`;

  return {
    /** Asks for the champion alias; a refusal by the gate is an answer, with outcome `refused`, not an error. */
    promote: async (model: string, request: PromotionRequest): Promise<PromotionDecision> => {
      try {
        return await json(
          {
            what: `promote ${model} version ${request.version}`,
            method: 'POST',
            path: path(model, 'promotions'),
            json: request,
          },
          promotionDecisionSchema,
        );
      } catch (error) {
        if (errorCodeOf(error) !== 'GATE_REFUSED') throw error;
        return z.object({ decision: promotionDecisionSchema }).parse((error as AppError).cause).decision;
      }
    },

    /** Newest first. */
    listPromotions: async (model: string): Promise<PromotionDecision[]> => {
      const request = { what: `list promotions of ${model}`, path: path(model, 'promotions') };
      return (await json(request, promotionsResponseSchema)).decisions;
    },

    /** The champion alias goes back to the version it pointed to before. */
    rollback: async (
      model: string,
      request: { reason: string; requestedBy?: string },
    ): Promise<PromotionDecision> => {
      // Names the version to leave, so that a request that is sent again does not roll forward.
      const from = (await findChampion(model))?.version;
      const what = `roll ${model} back`;
      const sent = {
        what,
        method: 'POST' as const,
        path: path(model, 'rollback'),
        json: { ...request, from },
      };
      return json(sent, promotionDecisionSchema);
    },

    /** Newest first. */
    aliasHistory: async (
      model: string,
      alias: string,
    ): Promise<z.output<typeof aliasHistoryResponseSchema>['history']> => {
      const request = {
        what: `read the history of alias ${alias} of ${model}`,
        path: path(model, `aliases/${encodeURIComponent(alias)}/history`),
      };
      return (await json(request, aliasHistoryResponseSchema)).history;
    },
  };
}
