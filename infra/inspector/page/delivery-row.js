import { element } from "./element.ts";
import { timeOfDay } from "./format.ts";
import { outcomeIcon } from "./outcome-icon.ts";
import { explanationOf, sequelOf, standingOf, wordings } from "./outcomes.ts";
export function createDeliveryRow(first) {
  const button = element("button", { type: "button", class: "row", "data-id": first.id, tabindex: "-1" });
  const show = (delivery) => {
    button.dataset.outcome = standingOf(delivery);
    button.replaceChildren(...describe(delivery));
  };
  show(first);
  return { item: element("li", {}, button), button, show };
}
function describe(delivery) {
  const { source, receivedAt, answer } = delivery;
  const standing = standingOf(delivery);
  const sequel = sequelOf(delivery);
  return [
    outcomeIcon(standing),
    element("span", { class: "outcome" }, wordings[standing].word),
    element("span", { class: "source" }, source),
    element("span", { class: "status", title: "status of the answer" }, answer ? String(answer.status) : ""),
    element("time", { datetime: receivedAt }, timeOfDay(receivedAt)),
    element(
      "span",
      { class: "why" },
      sequel && element("strong", {}, `${sequel} · `),
      explanationOf(delivery),
    ),
  ];
}
