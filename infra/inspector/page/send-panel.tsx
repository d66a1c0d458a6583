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

export function SendPanel({ sources, source, example, setChoice, send }: Props) {
  const chosen = { source: source?.id ?? "", example };
  const options = { source: sources.map(({ id }) => id), example: source?.examples ?? [] };
  return (
    <>
      <h2 id="send-title">Play a vendor</h2>
      <div class="line">
        {(["source", "example"] as const).map((name) => (
          <label key={name} class="line">
            {name}
            <select
              value={chosen[name]}
              onChange={({ currentTarget }) => setChoice({ ...chosen, [name]: currentTarget.value })}
            >
              {options[name].map((option) => (
                <option key={option}>{option}</option>
              ))}
            </select>
          </label>
        ))}
      </div>
      <fieldset class="kinds line" aria-label="Send it">
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
