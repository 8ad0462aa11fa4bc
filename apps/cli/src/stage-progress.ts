import type { StageContext } from '@flywheel/pipeline';
import type { CommandContext } from './context.ts';

/** Shows the progress of one stage: a line whenever its message changes. */
export function stageContextOf({ output, signal }: CommandContext): StageContext {
  let shown = '';
  return {
    signal,
    log: (line) => output.say(`  ${line}`),
    onProgress: (fraction, message) => {
      if (message === shown) return;
      shown = message;
      output.say(`  ${String(Math.round(fraction * 100)).padStart(3)}% ${message}`);
    },
  };
}
