import type { DeliveryView } from "../protocol.ts";
import { createDeliveryRow, type DeliveryRow } from "./delivery-row.ts";
import { byId } from "./element.ts";
import { holdStill, isAtTop } from "./held-scroll.ts";

/** With the arrow keys, with the mouse or a finger, or with Enter. */
type Choosing = "browsed" | "clicked" | "entered";

interface ListEvents {
  readonly onChoose: (id: string, how: Choosing) => void;
}

export interface DeliveryList {
  /** Newest first. */
  readonly replaceAll: (deliveries: readonly DeliveryView[]) => void;
  readonly put: (delivery: DeliveryView) => void;
  readonly remove: (ids: readonly string[]) => void;
  readonly select: (id: string | undefined) => void;
  readonly focus: () => void;
}

/**
 * A list of buttons with one stop for the Tab key: the arrow keys, Home and End go through it. What arrives goes to the
 * top; who has scrolled down or is in the list keeps what they see, and is told how many there are above.
 */
export function createDeliveryList({ onChoose }: ListEvents): DeliveryList {
  const list = byId("list", HTMLOListElement);
  const empty = byId("list-empty", HTMLDivElement);
  const unseen = createUnseen(list);
  const rows = new Map<string, DeliveryRow>();
  let selected: string | undefined;

  const tidy = () => {
    empty.hidden = rows.size > 0;
    list.hidden = rows.size === 0;
    for (const [id, { button }] of rows) button.ariaCurrent = id === selected ? "true" : null;
    for (const { button } of rows.values()) button.tabIndex = -1;
    const stop = rows.get(selected ?? "")?.button ?? list.querySelector("button");
    if (stop) stop.tabIndex = 0;
  };
  const add = (delivery: DeliveryView) => {
    const row = createDeliveryRow(delivery.id);
    rows.set(delivery.id, row);
    row.show(delivery);
    list.prepend(row.item);
  };
  listenToKeys(list, onChoose);
  return {
    replaceAll(deliveries) {
      rows.clear();
      list.replaceChildren();
      for (const delivery of [...deliveries].reverse()) add(delivery);
      unseen.clear();
      tidy();
    },
    put(delivery) {
      const row = rows.get(delivery.id);
      if (row) return row.show(delivery);
      const isReading = !isAtTop(list) || list.contains(document.activeElement);
      if (isReading) holdStill(list, () => add(delivery));
      else add(delivery);
      if (!isAtTop(list)) unseen.add();
      tidy();
    },
    remove(ids) {
      for (const id of ids) rows.get(id)?.item.remove();
      for (const id of ids) rows.delete(id);
      tidy();
    },
    select(id) {
      selected = id;
      tidy();
      rows.get(id ?? "")?.button.scrollIntoView({ block: "nearest" });
    },
    focus: () => list.querySelector<HTMLButtonElement>('button[tabindex="0"]')?.focus(),
  };
}

const steps: Readonly<Record<string, (index: number, last: number) => number>> = {
  ArrowDown: (index, last) => Math.min(index + 1, last),
  ArrowUp: (index) => Math.max(index - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};

function listenToKeys(list: HTMLElement, onChoose: ListEvents["onChoose"]): void {
  const idOf = (target: EventTarget | null) =>
    target instanceof Element ? target.closest<HTMLElement>("[data-id]")?.dataset.id : undefined;
  list.addEventListener("click", ({ target, detail: clicks }) => {
    const id = idOf(target);
    if (id !== undefined) onChoose(id, clicks === 0 ? "entered" : "clicked");
  });
  list.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const buttons = [...list.querySelectorAll("button")];
    const index = buttons.findIndex((button) => button.contains(document.activeElement));
    const next = buttons[step(index, buttons.length - 1)];
    next?.focus();
    const id = next?.dataset.id;
    if (id !== undefined) onChoose(id, "browsed");
  });
}

/** The button that tells how many arrived above what is seen, and leads there. */
function createUnseen(list: HTMLElement) {
  const button = byId("unseen", HTMLButtonElement);
  let number = 0;
  const show = () => {
    button.hidden = number === 0;
    button.textContent = `↑ ${number} new`;
  };
  const clear = () => {
    number = 0;
    show();
  };
  const clearAtTop = () => isAtTop(list) && clear();
  list.addEventListener("scroll", clearAtTop, { passive: true });
  document.addEventListener("scroll", clearAtTop, { passive: true });
  button.addEventListener("click", () => {
    list.querySelector("button")?.focus();
    list.querySelector("li")?.scrollIntoView({ block: "center" });
    list.scrollTop = 0;
    clear();
  });
  return {
    clear,
    add() {
      number += 1;
      show();
    },
  };
}
