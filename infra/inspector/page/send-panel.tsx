import { type Kind, kinds, type SourceView } from "../protocol.ts";

const meanings: Readonly<Record<Kind, string>> = {
  valid: "about a new subject",
  repeated: "the same notification twice",
  forged: "with credentials that the vendor does not hold",
  broken: "authentic, but cannot be understood",
};

interface Props {
  readonly sources: readonly SourceView[];
  readonly source: SourceView | undefined;
  readonly example: string;
  readonly setChoice: (choice: { source: string; example: string }) => void;
  readonly send: (kind: Kind) => void;
}

/** A choice of source and example, and a button for each kind of delivery. */
export function SendPanel({ sources, source, example, setChoice, send }: Props) {
  const id = source?.id ?? "";
  const ids = sources.map((known) => known.id);
  const choose = (name: string) => setChoice({ source: id, example: name });
  return (
    <>
      <h2 id="send-title">Play a vendor</h2>
      <div class="choices">
        <Choice
          label="Source"
          value={id}
          options={ids}
          onChoose={(name) => setChoice({ source: name, example })}
        />
        <Choice label="Example" value={example} options={source?.examples ?? []} onChoose={choose} />
      </div>
      <fieldset class="kinds" aria-label="Send it">
        {kinds.map((kind, index) => (
          <button
            key={kind}
            type="button"
            class="action"
            title={meanings[kind]}
            aria-keyshortcuts={String(index + 1)}
            onClick={() => send(kind)}
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
