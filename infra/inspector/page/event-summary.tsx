import { isRecord } from "./json-reading.ts";

/** A consumer reads these first: they mean the same for every vendor. */
export const canonicalPaths = [
  "subject",
  "authenticated",
  "data.outcome",
  "data.reason",
  "data.references",
  "data.flags",
  "data.result",
] as const;

/** The canonical part of an event in words. Draws nothing for any other content. */
export function EventSummary({ event }: { readonly event: unknown }) {
  if (!isRecord(event) || !isRecord(event.data)) return null;
  const { outcome, reason, references, flags, result } = event.data;
  const facts = [
    ["outcome", write(outcome)],
    ["reason", write(reason)],
    ...Object.entries(isRecord(references) ? references : {}).map(([name, id]) => [name, write(id)]),
    ["flags", Array.isArray(flags) && flags.length > 0 ? flags.map(writeFlag).join(", ") : "none"],
    ["result", isRecord(result) ? `${write(result.method)} ${write(result.path)}` : "none"],
    ["proves", write(event.authenticatedfields ?? event.authenticated).replaceAll(",", ", ")],
  ] as const;
  return (
    <dl class="event-summary">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function writeFlag(flag: unknown): string {
  return isRecord(flag) ? `${write(flag.code)} ${write(flag.field)}` : write(flag);
}

function write(value: unknown): string {
  if (value === null || value === undefined) return "none";
  return typeof value === "string" ? value : JSON.stringify(value);
}
