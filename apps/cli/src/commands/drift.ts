import { windowsResponseSchema } from '@flywheel/contracts';
import { findEndpoints, type CommandContext } from '../context.ts';
import { requestJson } from '../http.ts';
import { formatTable } from '../output.ts';

/** `flywheel drift`: the monitor's last windows, one line each, and the drift of every feature in the newest. */
export async function showDrift(
  context: CommandContext,
  options: { project: string; limit: number },
): Promise<void> {
  const { output } = context;
  const url = `${findEndpoints(context).urlOf('monitor')}/windows?project=${options.project}&limit=${options.limit}`;
  const { windows } = await requestJson({ url, schema: windowsResponseSchema });
  if (output.wantsJson) return output.json(windows);
  if (windows.length === 0)
    return output.say('no window has been closed yet: send predictions first ("pnpm flywheel replay")');
  output.say(
    formatTable([
      ['window', 'version', 'rows', 'status', 'AUC', 'limit', 'drifted'],
      ...windows.map(({ from, modelVersion, rows, status, performance, drift }) => [
        from.slice(0, 10),
        modelVersion,
        String(rows),
        status,
        performance?.value.toFixed(3) ?? '-',
        performance?.lowerLimit.toFixed(3) ?? '-',
        drift
          .filter(({ detected }) => detected)
          .map(({ feature }) => feature)
          .join(' ') || '-',
      ]),
    ]),
  );
  const newest = windows.reduce((latest, window) => (window.from > latest.from ? window : latest));
  if (newest.drift.length === 0) return;
  output.say(`\nseries in the window of ${newest.from.slice(0, 10)}:`);
  output.say(
    formatTable([
      ['series', 'PSI', 'threshold', 'p', 'flagged', 'missing', 'unseen'],
      ...newest.drift.map(({ feature, psi, psiThreshold, pValue, flagged, missingRatio, unseenRatio }) => [
        feature,
        psi.toFixed(4),
        psiThreshold.toFixed(4),
        pValue.toExponential(1),
        flagged ? 'yes' : 'no',
        missingRatio.toFixed(3),
        unseenRatio?.toFixed(4) ?? '-',
      ]),
    ]),
  );
}
