import { STAGES, type JobView } from '@flywheel/contracts';
import type { Polled } from '../../api/poll.ts';
import { formatDay } from '../../format.ts';
import { Badge, type Tone } from '../../parts/badge.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Await, Empty } from '../../parts/state-notes.tsx';
import { hrefOf } from '../../router.ts';

const STATE_TONES: Record<JobView['state'], Tone> = {
  waiting: 'plain',
  delayed: 'plain',
  unknown: 'plain',
  active: 'accent',
  completed: 'good',
  failed: 'bad',
  cancelled: 'warn',
};

/** The training job that runs, or the last one. */
export function JobPanel({ jobs, project }: { jobs: Polled<{ jobs: JobView[] }>; project: string }) {
  return (
    <Panel title="Training">
      <Await of={jobs} quiet>
        {(data) => {
          const own = data.jobs.filter(({ job }) => job.project === project);
          const job = own.find(({ state }) => state === 'active') ?? own[0];
          const waiting = own.filter(({ state }) => state === 'waiting' || state === 'delayed').length;
          if (!job) return <Empty>No training job yet.</Empty>;
          return <Job view={job} waiting={job.state === 'active' ? waiting : 0} />;
        }}
      </Await>
    </Panel>
  );
}

function Job({ view, waiting }: { view: JobView; waiting: number }) {
  const { job, progress, state, result, failure, logs, attempt } = view;
  const fraction = state === 'completed' ? 1 : (progress?.fraction ?? 0);
  return (
    <div className="job">
      <p className="job-line">
        <Badge tone={STATE_TONES[state]}>{state}</Badge>
        <span>{job.reason}</span>
      </p>
      <p className="muted">
        Trains on {formatDay(job.train.from)} to {formatDay(job.train.until)}
        {attempt > 1 && `, attempt ${attempt}`}
        {waiting > 0 && `, ${waiting} waiting`}
      </p>
      {state === 'active' && (
        <>
          <div className="progress-line">
            <progress value={fraction} max={1} aria-label="Progress of the training job" />
            <span className="number">{Math.round(fraction * 100)}%</span>
          </div>
          <StageSteps at={progress?.stage ?? null} />
          {progress && <p>{progress.message}</p>}
        </>
      )}
      {result && (
        <p>
          Gave <a href={hrefOf(job.project, 'models', result.modelVersion)}>version {result.modelVersion}</a>,{' '}
          {result.outcome}. <a href={hrefOf(job.project, 'runs', result.runId)}>Its run</a>
        </p>
      )}
      {failure && <p className="bad">{failure}</p>}
      {logs.length > 0 && (
        <pre className="logs" aria-label="Last lines of the log" tabIndex={0}>
          {logs.slice(-4).join('\n')}
        </pre>
      )}
    </div>
  );
}

function StageSteps({ at }: { at: (typeof STAGES)[number] | null }) {
  const reached = at === null ? -1 : STAGES.indexOf(at);
  return (
    <ol className="steps" aria-label="Stages">
      {STAGES.map((stage, index) => (
        <li
          key={stage}
          className={index < reached ? 'step-done' : index === reached ? 'step-now' : 'step-next'}
          aria-current={index === reached ? 'step' : undefined}
        >
          {stage}
        </li>
      ))}
    </ol>
  );
}
