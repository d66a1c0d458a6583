import { type Kind, kinds, type SourceView } from "../protocol.ts";

const meanings: Readonly<Record<Kind, string>> = {
  valid: "about a new subject",
  repeated: "the same notification twice",
  forged: "with credentials that the vendor does not hold",
  broken: "authentic, but cannot be understood",
};

interface Props {
  readonly sources: readonly SourceView[];
  readonly source: string;
  readonly example: string;
  readonly onSource: (source: string) => void;
  readonly onExample: (example: string) => void;
  readonly onSend: (kind: Kind) => void;
}

/** A choice of source and example, and a button for each kind of delivery. */
export function SendPanel({ sources, source, example, onSource, onExample, onSend }: Props) {
  const examples = sources.find(({ id }) => id === source)?.examples ?? [];
  return (
    <>
      <h2 id="send-title">Play a vendor</h2>
      <div class="choices">
        <Choice label="Source" value={source} options={sources.map(({ id }) => id)} onChoose={onSource} />
        <Choice label="Example" value={example} options={examples} onChoose={onExample} />
      </div>
      <fieldset class="kinds" aria-label="Send it">
        {kinds.map((kind, index) => (
          <button
            key={kind}
            type="button"
            class="action"
            title={meanings[kind]}
            aria-keyshortcuts={String(index + 1)}
            onClick={() => onSend(kind)}
          >
            {kind}
          </button>
        ))}
      </fieldset>
    </>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly string[];
  readonly onChoose: (value: string) => void;
}

function Choice({ label, value, options, onChoose }: ChoiceProps) {
  return (
    <label>
      {label}
      <select value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    </label>
  );
}
