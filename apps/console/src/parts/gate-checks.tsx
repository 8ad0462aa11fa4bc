import type { GateCheck } from '@flywheel/contracts';

/** Each check of a gate with its sentence; a mark and a word say whether it passed. */
export function GateChecks({ checks }: { checks: readonly GateCheck[] }) {
  if (checks.length === 0) return null;
  return (
    <ul className="checks">
      {checks.map((check) => (
        <li key={check.check} className={check.passed ? 'check-passed' : 'check-failed'}>
          <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path d={check.passed ? 'M3 8.5l3.2 3.2L13 4.8' : 'M4 4l8 8M12 4l-8 8'} />
          </svg>
          <span>
            <span className="visually-hidden">{check.passed ? 'Passed: ' : 'Failed: '}</span>
            {check.explanation}
          </span>
        </li>
      ))}
    </ul>
  );
}
