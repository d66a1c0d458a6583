import type { DeliveryView } from "../protocol.ts";
import { element } from "./element.ts";
import { timeOfDay } from "./format.ts";
import { outcomeIcon } from "./outcome-icon.ts";
import { explanationOf, sequelOf, standingOf, wordings } from "./outcomes.ts";

/** One delivery in the list: a button of two lines, whose height never changes. */
export interface DeliveryRow {
  readonly item: HTMLLIElement;
  readonly button: HTMLButtonElement;
  readonly show: (delivery: DeliveryView) => void;
}

export function createDeliveryRow(first: DeliveryView): DeliveryRow {
  const button = element("button", { type: "button", class: "row", "data-id": first.id, tabindex: "-1" });
  const show = (delivery: DeliveryView) => {
    button.dataset.outcome = standingOf(delivery);
    button.replaceChildren(...describe(delivery));
  };
  show(first);
  return { item: element("li", {}, button), button, show };
}

function describe(delivery: DeliveryView): Node[] {
  const { source, receivedAt, response } = delivery;
  const standing = standingOf(delivery);
  const sequel = sequelOf(delivery);
  return [
    outcomeIcon(standing),
    element("span", { class: "outcome" }, wordings[standing].word),
    element("span", { class: "source" }, source),
    element(
      "span",
      { class: "status", title: "status of the answer" },
      response ? String(response.status) : "",
    ),
    element("time", { datetime: receivedAt }, timeOfDay(receivedAt)),
    element(
      "span",
      { class: "why" },
      sequel && element("strong", {}, `${sequel} · `),
      explanationOf(delivery),
    ),
  ];
}
