import type { ComponentChildren } from "preact";
import type { DeliveryView, MessageView } from "../protocol.ts";
import { Facts } from "./facts.tsx";
import { count } from "./format.ts";
import { isRecord, tryReadJson } from "./json-reading.ts";
import { JsonView } from "./json-view.tsx";
import { absenceOf, standingOf } from "./outcomes.ts";

/** Event and original beside one another, then the response and the request. */
export function Panes({ delivery }: { readonly delivery: DeliveryView }) {
  const { request, response, message } = delivery;
  const isDuplicate = standingOf(delivery) === "duplicate";
  return (
    <div class="panes">
      {message?.queue === "quarantine" ? (
        <Pane title={message.isReplayed ? "Was in quarantine" : "In quarantine"} note="without its body">
          <Content value={message.content} marked={["issues"]} />
        </Pane>
      ) : (
        <Pane
          title="Event"
          note={message && (isDuplicate ? "of the first delivery" : "as consumers read it")}
        >
          {message ? <Event {...message} /> : <p class="quiet">{absenceOf(delivery)}</p>}
        </Pane>
      )}
      <Pane title="Original" note={count(request.bytes, "byte", "bytes")}>
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
    </div>
  );
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
        {title} {note && <span class="hint">{note}</span>}
      </h3>
      {children}
    </section>
  );
}

/** A consumer reads these first: they mean the same for every vendor. */
const canonicalFields = ["outcome", "reason", "references", "flags", "result"].map((name) => `data.${name}`);
const canonicalPaths = ["subject", "authenticated", ...canonicalFields];

/** The canonical part of an event in words, then the event. */
function Event({ content }: Pick<MessageView, "content">) {
  return (
    <>
      {isRecord(content) && isRecord(content.data) && <Summary event={content} data={content.data} />}
      <Content value={content} marked={canonicalPaths} closed={["data.original"]} />
    </>
  );
}

type Fields = Readonly<Record<string, unknown>>;

function Summary({ event, data }: { readonly event: Fields; readonly data: Fields }) {
  const { outcome, reason, references, flags, result } = data;
  const ids = Object.entries(isRecord(references) ? references : {});
  return (
    <Facts
      kind="event"
      facts={[
        ["outcome", write(outcome)],
        ["reason", write(reason)],
        ...ids.map(([name, id]) => [name, write(id)] as const),
        ["flags", Array.isArray(flags) ? flags.map(write).join(", ") || "none" : "none"],
        ["result", isRecord(result) ? `${write(result.method)} ${write(result.path)}` : "none"],
        ["proves", write(event.authenticatedfields ?? event.authenticated).replaceAll(",", ", ")],
      ]}
    />
  );
}

function write(value: unknown): string {
  // A flag: its code and its field.
  if (isRecord(value)) return Object.values(value).map(write).join(" ");
  const known = value ?? "none";
  return typeof known === "string" ? known : JSON.stringify(known);
}

/** A message that is too long for the inspector comes as text. */
function Content({ value, ...options }: Parameters<typeof JsonView>[0]) {
  return typeof value === "string" ? <Body text={value} /> : <JsonView value={value} {...options} />;
}

function Body({ text }: { readonly text: string | undefined }) {
  if (text === undefined) return <p class="quiet">These bytes are not text.</p>;
  if (text === "") return <p class="quiet">The body is empty.</p>;
  const json = tryReadJson(text);
  return json ? <JsonView value={json.value} /> : <pre class="mono">{text}</pre>;
}
