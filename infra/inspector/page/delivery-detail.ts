import type { ActionResponse, DeliveryView, ReplayRequest } from "../protocol.ts";
import { drawHead } from "./delivery-head.ts";
import { byId, element } from "./element.ts";
import { createKeptSection } from "./kept-section.ts";
import { outcomeIcon } from "./outcome-icon.ts";
import { explained, isReplayable, standingOf, wordings } from "./outcomes.ts";
import { drawMessage, drawOriginal, drawRequest, drawResponse } from "./panes.ts";
import { createReplaying } from "./replaying.ts";
import { drawTiming } from "./timing.ts";

export interface DeliveryDetail {
  readonly show: (delivery: DeliveryView | undefined) => void;
  readonly focus: () => void;
  readonly replay: () => void;
}

type Replay = (request: ReplayRequest) => Promise<ActionResponse>;

/** The chosen delivery, or what the outcomes mean while there is none. */
export function createDeliveryDetail(askForReplay: Replay): DeliveryDetail {
  const content = byId("detail-content", HTMLDivElement);
  const welcome = byId("welcome", HTMLDivElement);
  welcome.append(...drawWelcome());
  let shown: DeliveryView | undefined;
  const replaying = createReplaying(() => shown?.result?.event, askForReplay);
  const sections = createSections(content, replaying.parts);
  const show = (delivery: DeliveryView | undefined) => {
    if (shown?.id !== delivery?.id) {
      byId("detail", HTMLElement).scrollTop = 0;
      replaying.clear();
    }
    shown = delivery;
    content.hidden = delivery === undefined;
    welcome.hidden = delivery !== undefined;
    if (!delivery) return;
    content.dataset.outcome = standingOf(delivery);
    replaying.offer(isReplayable(delivery));
    for (const update of sections) update(delivery);
  };
  show(undefined);
  return { show, focus: () => document.getElementById("detail-title")?.focus(), replay: replaying.start };
}

/** What each part shows, and so what it is drawn again for. */
function createSections(content: HTMLElement, replaying: readonly HTMLElement[]) {
  const part = (className: string, draw: (delivery: DeliveryView) => Node[]) => {
    const place = element("div", { class: className });
    return { place, update: createKeptSection(place, draw) };
  };
  const head = part("head", drawHead);
  const timing = part("time-panel", drawTiming);
  const message = part("pane message", drawMessage);
  const original = part("pane original", drawOriginal);
  const request = part("pane request", drawRequest);
  const response = part("pane answer", drawResponse);
  content.append(
    element(
      "div",
      { class: "summary" },
      element("div", { class: "verdict" }, head.place, ...replaying),
      timing.place,
    ),
    element("div", { class: "panes" }, message.place, original.place, response.place, request.place),
  );
  return [head, timing, message, original, response, request].map(({ update }) => update);
}

function drawWelcome(): Node[] {
  const legend = explained.map((standing) =>
    element(
      "div",
      { "data-outcome": standing },
      element(
        "dt",
        {},
        outcomeIcon(standing),
        element("span", { class: "outcome" }, wordings[standing].word),
      ),
      element("dd", {}, wordings[standing].meaning),
    ),
  );
  return [
    element("h2", {}, "Choose a delivery"),
    element("p", {}, "to see its event beside the original, what was answered, and how long each step took."),
    element("dl", { class: "legend" }, ...legend),
  ];
}
