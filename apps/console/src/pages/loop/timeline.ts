import type { GateCheck, PromotionDecision, RetrainDecision } from '@flywheel/contracts';
import { formatFigure } from '../../format.ts';
import type { Tone } from '../../parts/badge.tsx';

/** One decision of either kind, ready to be shown. */
export interface TimelineEntry {
  id: string;
  /** Event time. */
  at: string;
  tone: Tone;
  /** One word for the kind. */
  kind: 'promotion' | 'retraining';
  title: string;
  reason: string;
  /** Both models' figures on the same rows, in words. */
  figures: string | null;
  requestedBy: string | null;
  checks: GateCheck[];
  /** How many times in a row the same decision was taken for the same version; the newest is shown. */
  times: number;
}

/** Promotions and retraining decisions, newest first by event time; repeated refusals of a brake become one entry. */
export function mergeDecisions(
  promotions: readonly PromotionDecision[],
  retrainings: readonly RetrainDecision[],
): TimelineEntry[] {
  const entries = [
    ...promotions.map((decision) => ({ entry: promotionEntry(decision), createdAt: decision.createdAt })),
    ...retrainings.map((decision) => ({ entry: retrainEntry(decision), createdAt: decision.createdAt })),
  ].toSorted((a, b) => compareInstants(b.entry.at, a.entry.at) || compareInstants(b.createdAt, a.createdAt));
  return collapse(entries.map(({ entry }) => entry));
}

function compareInstants(a: string, b: string): number {
  return Date.parse(a) - Date.parse(b);
}

function promotionEntry(decision: PromotionDecision): TimelineEntry {
  const { outcome, version, previousVersion } = decision;
  const title = {
    promoted:
      previousVersion === null
        ? `Version ${version} is the first champion`
        : `Version ${version} promoted over version ${previousVersion}`,
    refused: `Version ${version} refused`,
    rolled_back: `Rolled back to version ${version}`,
  }[outcome];
  return {
    id: `promotion-${decision.id}`,
    at: decision.at,
    kind: 'promotion',
    tone: outcome === 'promoted' ? 'good' : outcome === 'refused' ? 'bad' : 'warn',
    title,
    reason: decision.reason,
    figures: figuresOf(decision),
    requestedBy: decision.requestedBy,
    checks: decision.checks,
    times: 1,
  };
}

function figuresOf({ evaluation }: PromotionDecision): string | null {
  if (!evaluation) return null;
  const { challenger, champion, baseline } = evaluation;
  const other = champion?.figures ?? baseline;
  const whose = champion === null ? 'the base rate' : `version ${champion.version}`;
  return (
    `ROC AUC ${formatFigure(challenger.figures.rocAuc)} and log loss ${formatFigure(challenger.figures.logLoss)}, ` +
    `${whose} ${formatFigure(other.rocAuc)} and ${formatFigure(other.logLoss)}`
  );
}

const RETRAIN_TITLES: Record<RetrainDecision['decision'], string> = {
  started: 'Retraining started',
  cooldown: 'Retraining held back: cool-down',
  budget: 'Retraining held back: daily budget used',
  outcomes: 'Retraining held back: too few new outcomes',
  running: 'Retraining held back: one is running',
};

function retrainEntry(decision: RetrainDecision): TimelineEntry {
  return {
    id: `retrain-${decision.id}`,
    at: decision.at,
    kind: 'retraining',
    tone: decision.decision === 'started' ? 'accent' : 'warn',
    title: RETRAIN_TITLES[decision.decision],
    reason: decision.reason,
    figures: null,
    requestedBy: decision.trigger === 'manual' ? 'a person' : null,
    checks: [],
    times: 1,
  };
}

function collapse(entries: TimelineEntry[]): TimelineEntry[] {
  const merged: TimelineEntry[] = [];
  for (const entry of entries) {
    const last = merged.at(-1);
    const repeated = last?.kind === 'retraining' && last.tone === 'warn' && last.title === entry.title;
    if (last && repeated) merged[merged.length - 1] = { ...last, times: last.times + 1 };
    else merged.push(entry);
  }
  return merged;
}
