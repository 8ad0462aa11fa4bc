import type { Prediction, Target } from '@flywheel/contracts';
import { formatName, formatSigned } from '../../format.ts';

type Contribution = NonNullable<Prediction['explanation']>[number];

/** What each feature adds to the probability, against its typical value: bars from the middle, largest first. */
export function Explanation({
  contributions,
  target,
}: {
  contributions: readonly Contribution[];
  target: Target;
}) {
  const sorted = contributions.toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const largest = Math.max(0.01, ...sorted.map(({ contribution }) => Math.abs(contribution)));
  return (
    <section className="explanation" aria-labelledby="explanation-title">
      <h3 id="explanation-title">Why</h3>
      <p className="muted">
        Change of the probability of {target.labels[1]} against a typical value of each feature, in percentage
        points
      </p>
      <ul>
        {sorted.map((one) => (
          <li key={one.feature}>
            <span className="explanation-name">
              {formatName(one.feature)} <span className="muted">typical: {one.baseline}</span>
            </span>
            <Bar share={one.contribution / largest} />
            <span className="number">{formatSigned(one.contribution * 100, 1)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Bar({ share }: { share: number }) {
  const length = Math.abs(share) * 50;
  return (
    <svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">
      <rect
        x={share < 0 ? 50 - length : 50}
        y="1"
        width={length}
        height="12"
        className={share < 0 ? 'bar-down' : 'bar-up'}
      />
      <rect x="49.7" width="0.6" height="14" className="bar-middle" />
    </svg>
  );
}
