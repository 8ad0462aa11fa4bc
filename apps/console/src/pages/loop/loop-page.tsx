import { useMemo } from 'react';
import type { JobView, MonitorStatus, Overview, RetrainDecision } from '@flywheel/contracts';
import type { Polled } from '../../api/poll.ts';
import {
  jobsQuestion,
  readyQuestion,
  retrainDecisionsQuestion,
  statusQuestion,
  windowsQuestion,
} from '../../api/questions.ts';
import { usePoll } from '../../api/use-poll.ts';
import { formatDay, formatTime } from '../../format.ts';
import { PageHeading } from '../../parts/page-heading.tsx';
import { FailureNotes, Loading } from '../../parts/state-notes.tsx';
import { useProject } from '../../project-context.ts';
import { useRate } from '../../use-rate.ts';
import { useRecent } from '../../use-recent.ts';
import { ContestPanel } from './contest-panel.tsx';
import { DecisionsPanel } from './decisions-panel.tsx';
import { DriftPanel } from './drift-panel.tsx';
import { JobPanel } from './job-panel.tsx';
import { LoopPicture } from './loop-picture.tsx';
import { PerformancePanel } from './performance-panel.tsx';
import { speedOf } from './speed.ts';
import { flowsOf, stagesOf, type LoopFacts } from './stages.ts';
import { mergeDecisions } from './timeline.ts';

const RECENT_MS = 8000;

/** The home page: the loop, live. */
export function LoopPage() {
  const { name, overview } = useProject();
  const status = usePoll(statusQuestion(name), 1000);
  const windows = usePoll(windowsQuestion(name), 2000);
  const retrainings = usePoll(retrainDecisionsQuestion(name), 2000);
  const jobs = usePoll(jobsQuestion(), 1500);
  // Without a champion there is nothing to serve: then it is no failure that inference is not ready.
  const ready = usePoll(overview.data?.champion ? readyQuestion() : null, 3000);
  const facts = useFacts({ overview, status, jobs, retrainings, ready, name });
  const clock = useClock(status);
  const entries = useMemo(
    () => mergeDecisions(overview.data?.decisions ?? [], retrainings.data?.decisions ?? []),
    [overview.data, retrainings.data],
  );
  const project = overview.data?.project;

  return (
    <>
      <PageHeading title={project?.title ?? name} lead={project?.question} />
      <FailureNotes of={[overview, ready, status, windows, retrainings, jobs]} />
      <LoopPicture stages={stagesOf(facts)} flows={flowsOf(facts)} hub={clock} />
      <div className="columns">
        <div className="stack">
          <PerformancePanel windows={windows} promotions={overview.data?.decisions ?? []} />
          {overview.data ? <ContestPanel overview={overview.data} /> : !overview.failure && <Loading />}
          <DriftPanel windows={windows} />
        </div>
        <div className="stack">
          <JobPanel jobs={jobs} project={name} />
          <DecisionsPanel entries={entries} known={overview.data !== null && retrainings.data !== null} />
        </div>
      </div>
    </>
  );
}

function useFacts({
  overview,
  status,
  jobs,
  retrainings,
  ready,
  name,
}: {
  overview: Polled<Overview>;
  status: Polled<MonitorStatus>;
  jobs: Polled<{ jobs: JobView[] }>;
  retrainings: Polled<{ decisions: RetrainDecision[] }>;
  ready: Polled<unknown>;
  name: string;
}): LoopFacts {
  const lastRetrain =
    retrainings.data?.decisions.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))[0] ?? null;
  const window = status.data?.lastWindow;
  return {
    overview: overview.data,
    status: status.data,
    inferenceAway: ready.failure !== null,
    retrainingsKnown: retrainings.data !== null,
    job: freshOf(jobs)?.jobs.find(({ state, job }) => state === 'active' && job.project === name) ?? null,
    lastRetrain,
    predictionsPerSecond: useRate(freshOf(status)?.predictions ?? null, status.receivedAtMs),
    outcomesPerSecond: useRate(freshOf(status)?.outcomes ?? null, status.receivedAtMs),
    recent: {
      promotion: useRecent(overview.data && (overview.data.decisions[0]?.id ?? 'none'), RECENT_MS),
      window: useRecent(status.data && (window ? window.until + window.modelVersion : 'none'), RECENT_MS),
      retrain: useRecent(retrainings.data && (lastRetrain?.id ?? 'none'), RECENT_MS),
    },
  };
}

/** What is true now: nothing while the service does not answer, whatever it said before. */
function freshOf<T>({ data, failure }: Polled<T>): T | null {
  return failure ? null : data;
}

/** The clock of event time: what time it is in the world that the predictions are about, and how fast it runs. */
function useClock(status: Polled<MonitorStatus>): { title: string; value: string; note: string } {
  const watermark = status.data?.watermark ?? null;
  const perSecond = useRate(
    watermark === null || status.failure ? null : Date.parse(watermark),
    status.receivedAtMs,
  );
  return {
    title: 'Event time',
    value:
      status.data === null
        ? '–'
        : watermark === null
          ? 'no event yet'
          : `${formatDay(watermark)}, ${formatTime(watermark)}`,
    note: status.data === null || status.failure ? 'not known' : speedOf(perSecond),
  };
}
