import type { TrackingClient } from '@flywheel/tracking';

const MAX_LINES = 10_000;

/** The log of one attempt, kept among the files of its run as `logs/training-<attempt>.log`. */
export function createRunLog({
  tracking,
  attempt,
  now,
}: {
  tracking: Pick<TrackingClient, 'getRun' | 'uploadArtifact'>;
  attempt: number;
  now: () => Date;
}): { add: (line: string) => void; keep: (runId: string) => Promise<void> } {
  const lines: string[] = [];
  return {
    add: (line) => {
      lines.push(`${now().toISOString()} ${line}`);
      if (lines.length > MAX_LINES) lines.shift();
    },
    keep: async (runId) => {
      const { artifactUri } = await tracking.getRun(runId);
      await tracking.uploadArtifact(`${artifactUri}/logs/training-${attempt}.log`, `${lines.join('\n')}\n`);
    },
  };
}
