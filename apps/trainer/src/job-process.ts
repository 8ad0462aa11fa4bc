import { runTrainingJob } from '@flywheel/pipeline';
import { createTrackingClient } from '@flywheel/tracking';
import { createRunLog } from './run-log.ts';
import { serveTrainingJob } from './serve-training-job.ts';

/** The training process: one job, then it ends. The trainer starts it and is the only one to talk to it. */
await serveTrainingJob(process, async (start, { signal, progress, log }) => {
  const { job, jobId, attempt, flywheelHome, gitCommit } = start;
  const tracking = createTrackingClient({ uri: start.trackingUri });
  const runLog = createRunLog({ tracking, attempt, now: () => new Date() });
  const result = await runTrainingJob(job, {
    jobId,
    tracking,
    flywheelHome,
    gitCommit,
    signal,
    onProgress: (report) => {
      runLog.add(`${report.stage}: ${report.message}`);
      progress(report);
    },
    log: (line) => {
      runLog.add(line);
      log(line);
    },
  });
  // The version is registered: losing its log is a pity, not a failure of the job.
  await runLog.keep(result.runId).catch((error: unknown) => log(`the log was not kept: ${String(error)}`));
  return result;
});
