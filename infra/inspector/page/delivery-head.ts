import type { DeliveryView } from "../protocol.ts";
import { type Child, element } from "./element.ts";
import { dayAndTime, milliseconds } from "./format.ts";
import { outcomeIcon } from "./outcome-icon.ts";
import { explanationOf, sequelOf, standingOf, wordings } from "./outcomes.ts";

/** What became of a delivery, why, and the numbers it goes by. */
export function drawHead(delivery: DeliveryView): Node[] {
  const { source } = delivery;
  const standing = standingOf(delivery);
  const sequel = sequelOf(delivery);
  const title = element(
    "h2",
    { id: "detail-title", tabindex: "-1", "data-outcome": standing },
    outcomeIcon(standing),
    element("span", { class: "outcome" }, wordings[standing].word),
    element("span", { class: "source" }, source),
    sequel && element("span", { class: "sequel" }, sequel),
  );
  return [
    title,
    element("p", { class: "explanation" }, explanationOf(delivery)),
    element("dl", { class: "facts" }, ...factsOf(delivery)),
  ];
}

function factsOf({ id, receivedAt, response, result }: DeliveryView): HTMLElement[] {
  const facts: (readonly [string, Child])[] = [
    ["received", element("time", { datetime: receivedAt }, dayAndTime(receivedAt))],
    ["answered", response && `${response.status}${result ? ` in ${milliseconds(result.durationMs)}` : ""}`],
    ["code", result?.code],
    ["event", result?.event],
    ["request", id],
  ];
  return facts
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value)));
}
