import { useId } from 'react';
import type { Feature, NumericFeature } from '@flywheel/contracts';
import { formatName } from '../../format.ts';
import { hintOf, remarkOf } from './record.ts';

/** One feature as a labelled field: its hint, a remark while typing, and the service's problem after sending. */
export function Field({
  feature,
  value,
  problem,
  onChange,
}: {
  feature: Feature;
  value: string;
  problem: string | undefined;
  onChange: (value: string) => void;
}) {
  const id = useId();
  const remark = remarkOf(feature, value);
  const numeric = feature.kind === 'numeric';
  return (
    <div className={problem ? 'field field-wrong' : 'field'}>
      <label htmlFor={id}>{formatName(feature.name)}</label>
      <p className="field-about">{feature.description}</p>
      <div className="field-inputs">
        <input
          id={id}
          name={feature.name}
          type="text"
          inputMode={numeric ? (feature.dtype === 'int64' ? 'numeric' : 'decimal') : 'text'}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          value={value}
          aria-invalid={problem ? true : undefined}
          aria-describedby={`${id}-hint ${id}-problem`}
          onChange={(event) => onChange(event.target.value)}
        />
        {numeric && <Slider feature={feature} value={value} onChange={onChange} />}
      </div>
      <p id={`${id}-hint`} className="field-hint">
        {hintOf(feature)}
      </p>
      <p id={`${id}-problem`} className="field-problem">
        {problem ?? (remark && <span className="field-remark">{remark}</span>)}
      </p>
    </div>
  );
}

function Slider({
  feature,
  value,
  onChange,
}: {
  feature: NumericFeature;
  value: string;
  onChange: (value: string) => void;
}) {
  const number = Number(value);
  return (
    <input
      type="range"
      aria-label={`${formatName(feature.name)}, slider`}
      min={feature.min}
      max={feature.max}
      step={feature.dtype === 'int64' || feature.max - feature.min > 200 ? 1 : 'any'}
      value={Number.isFinite(number) ? number : feature.example}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
