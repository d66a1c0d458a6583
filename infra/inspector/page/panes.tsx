import type { ComponentChildren } from "preact";
import { isJsonObject, type JsonObject } from "../../../lib/json/json.ts";
import type { DeliveryView, MessageView } from "../protocol.ts";
import { Facts } from "./facts.tsx";
import { count } from "./format.ts";
import { readJson } from "./json-reading.ts";
import { JsonView } from "./json-view.tsx";
import { meaningOf } from "./outcomes.ts";

export function Panes({ delivery }: { readonly delivery: DeliveryView }) {
  const { request, response } = delivery;
  return (
    <>
      <MessagePane delivery={delivery} />
      <Pane title="Original" note={count(request.bytes, "byte")}>
        <Body text={request.body} />
      </Pane>
      <Pane title="Response" note="as this vendor expects it">
        <p class="mono">{response ? `${response.status} ${response.contentType}` : "None yet."}</p>
        {response && <Body text={response.body} />}
      </Pane>
      <Pane title="Request" note="some headers, secrets masked">
        <p class="mono">{`${request.method} ${request.path}`}</p>
        <Facts facts={Object.entries(request.headers)} />
      </Pane>
    </>
  );
}

function MessagePane({ delivery: { message, result } }: { readonly delivery: DeliveryView }) {
  if (!message) {
    const absence = result && meaningOf(result.outcome);
    return <Pane title="Event">{absence ?? "Unknown: the function has not logged how far it got."}</Pane>;
  }
  const { queue, content, isReplayed } = message;
  if (queue === "quarantine")
    return (
      <Pane title={isReplayed ? "Was in quarantine" : "In quarantine"} note="without its body">
        <Content value={content} />
      </Pane>
    );
  const isDuplicate = result?.outcome === "duplicate";
  return (
    <Pane title="Event" note={isDuplicate ? "of the first delivery" : readersOf(message)}>
      {isJsonObject(content) && isJsonObject(content.data) && <Summary event={content} data={content.data} />}
      <Content value={content} closed="data.original" />
    </Pane>
  );
}

function readersOf({ consumers }: MessageView): string {
  if (!consumers) return "as consumers read it";
  return consumers.length > 0 ? `for ${consumers.join(", ")}` : "no consumer takes it";
}

interface PaneProps {
  readonly title: string;
  readonly note?: string | undefined;
  readonly children: ComponentChildren;
}

function Pane({ title, note, children }: PaneProps) {
  return (
    <section class="pane" aria-label={title}>
      <h3>
        {title} <span class="hint">{note}</span>
      </h3>
      {children}
    </section>
  );
}

/** What means the same for every vendor. A consumer reads it first. */
function Summary({ event, data }: { readonly event: JsonObject; readonly data: JsonObject }) {
  const { outcome, reason, references, flags, result } = data;
  const named = isJsonObject(references) ? Object.entries(references) : [];
  const proves = write(event.authenticatedfields ?? event.authenticated);
  return (
    <Facts
      kind="event"
      facts={[
        ["outcome", write(outcome)],
        ["reason", write(reason)],
        ...named.map(([name, id]) => [name, write(id)] as const),
        ["flags", (Array.isArray(flags) && flags.map(write).join(", ")) || "none"],
        ["result", isJsonObject(result) ? `${write(result.method)} ${write(result.path)}` : "none"],
        ["proves", proves.replaceAll(",", ", ")],
      ]}
    />
  );
}

function write(value: unknown): string {
  // A flag: its code and its field.
  if (isJsonObject(value)) return Object.values(value).map(write).join(" ");
  const known = value ?? "none";
  return typeof known === "string" ? known : JSON.stringify(known);
}

/** A message that is too long for the inspector comes as text. */
function Content({ value, closed }: { readonly value: unknown; readonly closed?: string }) {
  return typeof value === "string" ? <Body text={value} /> : <JsonView value={value} closed={closed} />;
}

function Body({ text }: { readonly text: string | undefined }) {
  if (text === undefined) return <p class="hint">These bytes are not text.</p>;
  if (text === "") return <p class="hint">The body is empty.</p>;
  try {
    return <JsonView value={readJson(text)} />;
  } catch {
    return <pre class="mono">{text}</pre>;
  }
}
