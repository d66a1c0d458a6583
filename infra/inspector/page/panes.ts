import type { DeliveryView } from "../protocol.ts";
import { canonicalPaths, drawCanonicalPart } from "./canonical-part.ts";
import { element } from "./element.ts";
import { count } from "./format.ts";
import { tryReadJson } from "./json-reading.ts";
import { jsonView } from "./json-view.ts";
import { type Standing, standingOf } from "./outcomes.ts";

function pane(title: string, note: string, ...content: readonly Node[]): Node[] {
  return [
    element(
      "div",
      { class: "pane-head" },
      element("h3", {}, title),
      element("span", { class: "hint" }, note),
    ),
    ...content,
  ];
}

/** Why there is no message to be seen. */
const absences: Readonly<Record<Standing, string>> = {
  accepted: "Its message has not been seen yet.",
  duplicate: "The event was sent before this page knew of it.",
  refused: "There is none: nothing of a refused delivery is stored or sent on.",
  quarantined: "Its message has not been seen yet.",
  deferred: "It is not on the queue: it waits in the table, and the relay sends it once the queue is back.",
  failed: "There is none: nothing was stored, the vendor sends it again.",
  waiting: "The function has not answered yet.",
};

/** A function that ended without a word may have got as far as sending. */
function absenceOf(delivery: DeliveryView): string {
  const standing = standingOf(delivery);
  return standing === "failed" && !delivery.result
    ? "None is known of: the function did not say how far it got."
    : absences[standing];
}

/** What consumers get: the event, or what the quarantine keeps. */
export function drawMessage(delivery: DeliveryView): Node[] {
  const { message, isReplayed } = delivery;
  const standing = standingOf(delivery);
  if (!message) return pane("Event", "", element("p", { class: "absent" }, absenceOf(delivery)));
  if (message.queue === "quarantine") {
    const title = isReplayed ? "Was in quarantine" : "In quarantine";
    return pane(title, "without its body", jsonView(message.content, { marked: ["issues"] }));
  }
  const view = jsonView(message.content, { marked: canonicalPaths, closed: ["data.original"] });
  const note = standing === "duplicate" ? "of the delivery that this one repeats" : "as consumers read it";
  return pane("Event", note, ...drawCanonicalPart(message.content), view);
}

/** The notification as it came. */
export function drawOriginal({ request }: DeliveryView): Node[] {
  const size = count(request.bytes, "byte", "bytes");
  if (request.body === undefined)
    return pane("Original", size, element("p", { class: "absent" }, "These bytes are no text."));
  return pane("Original", size, drawBody(request.body));
}

export function drawRequest({ request }: DeliveryView): Node[] {
  const line = element("p", { class: "mono" }, `${request.method} ${request.path}`);
  const rows = Object.entries(request.headers).map(([name, value]) =>
    element("div", {}, element("dt", {}, name), element("dd", { class: "mono" }, value)),
  );
  return pane("Request", "some headers, secrets masked", line, element("dl", { class: "headers" }, ...rows));
}

export function drawResponse({ response }: DeliveryView): Node[] {
  if (!response) return pane("Answer", "", element("p", { class: "absent" }, "There is none yet."));
  const { status, contentType, body } = response;
  const line = element("p", { class: "mono" }, `${status} ${contentType}`);
  const text = body === "" ? element("p", { class: "absent" }, "An empty body.") : drawBody(body);
  return pane("Answer", "the vendor’s own dialect", line, text);
}

function drawBody(body: string): HTMLElement {
  const json = tryReadJson(body);
  if (json) return jsonView(json.value);
  return element("pre", { class: "text", tabindex: "0", "aria-label": "Body, which is no JSON" }, body);
}
