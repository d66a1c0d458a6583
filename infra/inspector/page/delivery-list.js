import { createDeliveryRow } from "./delivery-row.ts";
import { byId } from "./element.ts";
import { holdStill, isAtTop } from "./held-scroll.ts";
import { listenToChoosing } from "./list-choosing.ts";
import { createUnseen } from "./unseen.ts";
/**
 * A list of buttons with one stop for the Tab key. What arrives goes to the top; who has scrolled down or is in the list
 * keeps what they see, and is told how many there are above.
 */
export function createDeliveryList(onChoose) {
  const list = byId("list", HTMLOListElement);
  const unseen = createUnseen(list);
  const rows = new Map();
  let selected;
  listenToChoosing(list, onChoose);
  const tidy = () => tidyRows(list, rows, selected);
  const put = (delivery) => {
    const known = rows.get(delivery.id);
    if (known) return known.show(delivery);
    const row = createDeliveryRow(delivery);
    rows.set(delivery.id, row);
    prepend(list, row.item);
    if (!isAtTop(list)) unseen.add();
    tidy();
  };
  const remove = (ids) => {
    for (const id of ids) rows.get(id)?.item.remove();
    for (const id of ids) rows.delete(id);
    if (isAtTop(list)) unseen.clear();
    tidy();
  };
  return {
    replaceAll(deliveries) {
      const kept = new Set(deliveries.map(({ id }) => id));
      remove([...rows.keys()].filter((id) => !kept.has(id)));
      for (const delivery of [...deliveries].reverse()) put(delivery);
    },
    put,
    remove,
    select(id) {
      selected = id;
      tidy();
      rows.get(id ?? "")?.button.scrollIntoView({ block: "nearest" });
    },
    focus: () => list.querySelector('button[tabindex="0"]')?.focus(),
  };
}
function prepend(list, item) {
  const isReading = !isAtTop(list) || list.contains(document.activeElement);
  if (isReading) holdStill(list, () => list.prepend(item));
  else list.prepend(item);
}
/** Marks the selected row, and makes it the one that the Tab key stops at; without one, the newest. */
function tidyRows(list, rows, selected) {
  list.hidden = rows.size === 0;
  byId("list-empty", HTMLDivElement).hidden = rows.size > 0;
  const stop = rows.get(selected ?? "")?.button ?? list.querySelector("button");
  for (const [id, { button }] of rows) {
    button.ariaCurrent = id === selected ? "true" : null;
    button.tabIndex = button === stop ? 0 : -1;
  }
}
