import type { ComponentChildren } from "preact";
import type { DeliveryView } from "../protocol.ts";
import { canonicalPaths, EventSummary } from "./event-summary.tsx";
import { count } from "./format.ts";
import { tryReadJson } from "./json-reading.ts";
import { JsonView } from "./json-view.tsx";
import { absenceOf, standingOf } from "./outcomes.ts";

/** Event and original beside one another, then the response and the request. */
export function Panes({ delivery }: { readonly delivery: DeliveryView }) {
  const { request, response } = delivery;
  return (
    <div class="panes">
      <MessagePane delivery={delivery} />
      <Pane title="Original" note={count(request.bytes, "byte", "bytes")}>
        {request.body === undefined ? (
          <p class="quiet">These bytes are not text.</p>
        ) : (
          <Body text={request.body} />
        )}
      </Pane>
      <Pane title="Response" note="as this vendor expects it">
        {response ? (
          <>
            <p class="mono">{`${response.status} ${response.contentType}`}</p>
            {response.body === "" ? <p class="quiet">The body is empty.</p> : <Body text={response.body} />}
          </>
        ) : (
          <p class="quiet">None yet.</p>
        )}
      </Pane>
      <Pane title="Request" note="some headers, secrets masked">
        <p class="mono">{`${request.method} ${request.path}`}</p>
        <dl class="facts">
          {Object.entries(request.headers).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd class="mono">{value}</dd>
            </div>
          ))}
        </dl>
      </Pane>
    </div>
  );
}

/** The event, or what the quarantine keeps. */
function MessagePane({ delivery }: { readonly delivery: DeliveryView }) {
  const { message } = delivery;
  if (!message)
    return (
      <Pane title="Event">
        <p class="quiet">{absenceOf(delivery)}</p>
      </Pane>
    );
  const { content } = message;
  if (message.queue === "quarantine")
    return (
      <Pane title={message.isReplayed ? "Was in quarantine" : "In quarantine"} note="without its body">
        <Content value={content} marked={["issues"]} />
      </Pane>
    );
  const isDuplicate = standingOf(delivery) === "duplicate";
  return (
    <Pane title="Event" note={isDuplicate ? "of the first delivery" : "as consumers read it"}>
      <EventSummary event={content} />
      <Content value={content} marked={canonicalPaths} closed={["data.original"]} />
    </Pane>
  );
}

interface PaneProps {
  readonly title: string;
  readonly note?: string;
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

/** A message that is too long for the inspector comes as text. */
function Content({ value, ...options }: Parameters<typeof JsonView>[0]) {
  return typeof value === "string" ? <Body text={value} /> : <JsonView value={value} {...options} />;
}

function Body({ text }: { readonly text: string }) {
  const json = tryReadJson(text);
  return json ? <JsonView value={json.value} /> : <pre class="mono">{text}</pre>;
}
