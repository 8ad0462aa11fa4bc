import { useRef, useState } from 'react';
import type { Overview, PredictResponse } from '@flywheel/contracts';
import { predictPath, predictQuestion } from '../../api/questions.ts';
import { ask, type Failure } from '../../api/request.ts';
import { formatPercent } from '../../format.ts';
import { useAnnounce } from '../../parts/announcer.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Await, Empty, FailureNote } from '../../parts/state-notes.tsx';
import { useProject } from '../../project-context.ts';
import { curlCommand } from './curl.ts';
import { Field } from './field.tsx';
import { PredictionResult } from './prediction-result.tsx';
import { exampleDraft, problemsByField, recordOf, type Draft } from './record.ts';

/** A form derived from the project's features, and the champion's answer. */
export function TryPage() {
  const { name, overview } = useProject();
  return (
    <>
      <PageHeading title="Try it" lead={overview.data?.project.question} />
      <Await of={overview}>{(data) => <Form key={name} project={data.project} />}</Await>
    </>
  );
}

type Project = Overview['project'];

function Form({ project }: { project: Project }) {
  const { features } = project;
  const [draft, setDraft] = useState<Draft>(() => exampleDraft(features));
  const { predict, asking, response, failure, formRef } = usePredict(project);
  const problems = problemsByField(features, failure?.problems ?? []);
  const body = { records: [recordOf(features, draft)], explain: true };
  const url = new URL(predictPath(project.name), window.location.href).href;

  return (
    <div className="try">
      <form
        ref={formRef}
        className="panel form"
        noValidate
        aria-label="Features"
        onSubmit={(event) => {
          event.preventDefault();
          void predict(draft);
        }}
      >
        {features.map((feature) => (
          <Field
            key={feature.name}
            feature={feature}
            value={draft[feature.name] ?? ''}
            problem={problems.fields[feature.name]}
            onChange={(value) => setDraft({ ...draft, [feature.name]: value })}
          />
        ))}
        <div className="form-actions">
          <button type="submit" className="button-main" disabled={asking}>
            {asking ? 'Predicting' : 'Predict'}
          </button>
          <button type="button" className="button-quiet" onClick={() => setDraft(exampleDraft(features))}>
            Back to the example
          </button>
        </div>
        <FormFailure failure={failure} rest={problems.rest} placed={Object.keys(problems.fields).length} />
      </form>
      <div className="stack">
        <Panel title="Answer">
          {response ? (
            <PredictionResult response={response} target={project.target} />
          ) : (
            <Empty>Fill the form and ask the champion.</Empty>
          )}
        </Panel>
        <Panel
          title="The same with curl"
          aside={<CopyButton text={curlCommand({ url, body })} label="Copy" />}
        >
          <pre className="curl" tabIndex={0} aria-label="curl command">
            {curlCommand({ url, body })}
          </pre>
        </Panel>
      </div>
    </div>
  );
}

/** Fields carry their own problems; here stands what belongs to none of them. */
function FormFailure({ failure, rest, placed }: { failure: Failure | null; rest: string[]; placed: number }) {
  if (!failure) return null;
  if (placed === 0 && rest.length === 0) return <FailureNote failure={failure} asksAgain={false} />;
  return (
    <div className="note note-bad">
      <strong>The prediction was refused.</strong>{' '}
      {placed > 0 && `${placed === 1 ? 'One field needs' : `${placed} fields need`} another value. `}
      {rest.join(' ')}
    </div>
  );
}

function usePredict(project: Project) {
  const [asking, setAsking] = useState(false);
  const [answer, setAnswer] = useState<{ response: PredictResponse | null; failure: Failure | null }>({
    response: null,
    failure: null,
  });
  const formRef = useRef<HTMLFormElement>(null);
  const announce = useAnnounce();

  const predict = async (draft: Draft): Promise<void> => {
    setAsking(true);
    const result = await ask(predictQuestion(project.name, recordOf(project.features, draft)));
    setAsking(false);
    setAnswer(
      result.ok ? { response: result.data, failure: null } : { response: null, failure: result.failure },
    );
    announce(result.ok ? inWords(result.data) : `No prediction: ${result.failure.message}`);
    if (!result.ok)
      focusFirst(formRef.current, problemsByField(project.features, result.failure.problems).fields);
  };
  return { predict, asking, formRef, ...answer };
}

function inWords({ predictions }: PredictResponse): string {
  const prediction = predictions[0];
  return prediction
    ? `${prediction.labelName}, probability ${formatPercent(prediction.probability)}`
    : 'No prediction';
}

/** The first wrong field of the form, in its order on the page. */
function focusFirst(form: HTMLFormElement | null, fields: Record<string, string>): void {
  const inputs = [...(form?.querySelectorAll<HTMLInputElement>('input[name]') ?? [])];
  inputs.find((input) => fields[input.name] !== undefined)?.focus();
}
