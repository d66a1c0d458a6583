import { type DeliveryView, type InspectorState, kinds, type Update } from "../protocol.ts";
import { createActionResult } from "./action-result.ts";
import { actions } from "./actions.ts";
import { createAnnouncer } from "./announcer.ts";
import { connect } from "./connection.ts";
import { showConnection } from "./connection-status.ts";
import { createDeliveries } from "./deliveries.ts";
import { createDeliveryDetail } from "./delivery-detail.ts";
import { createDeliveryList } from "./delivery-list.ts";
import { byId } from "./element.ts";
import { createFollowing } from "./following.ts";
import { createOneColumn } from "./one-column.ts";
import { standingOf } from "./outcomes.ts";
import { createSendPanel } from "./send-panel.ts";
import { listenToShortcuts } from "./shortcuts.ts";
import { createStoresPanel } from "./stores-panel.ts";

const deliveries = createDeliveries();
const following = createFollowing();
const announce = createAnnouncer(byId("announcements", HTMLElement));
const result = createActionResult(byId("action-result", HTMLElement));
let chosen: string | undefined;

const list = createDeliveryList((id, how) => {
  following.forget();
  choose(id);
  if (how === "browsed") return;
  oneColumn.openDetail();
  if (how === "entered" || oneColumn.isNarrow()) detail.focus();
});
const detail = createDeliveryDetail(actions.replay);
const oneColumn = createOneColumn(list.focus);
const sendPanel = createSendPanel((request) => {
  following.expect(request);
  void result.of(actions.send(request)).then(({ ok }) => ok || following.forget());
});
const stores = createStoresPanel({
  onSwitch: (request) => result.of(actions.fault(request)),
  onRelay: () => result.of(actions.relay()),
});

function choose(id: string | undefined): void {
  chosen = id;
  list.select(id);
  detail.show(id === undefined ? undefined : deliveries.get(id));
}

function showState({ sources, services, depths, deliveries: latest }: InspectorState): void {
  sendPanel.showSources(sources);
  stores.showServices(services);
  stores.showDepths(depths);
  deliveries.replaceAll(latest);
  list.replaceAll(deliveries.newestFirst());
  choose(chosen !== undefined && deliveries.get(chosen) ? chosen : undefined);
}

function showDelivery(update: DeliveryView): void {
  const before = deliveries.get(update.id);
  const { delivery, isNew, dropped } = deliveries.put(update);
  list.put(delivery);
  list.remove(dropped);
  if (isSettled(delivery) && !(before && isSettled(before))) announce(delivery);
  if (isNew && following.isExpected(delivery) && !oneColumn.isNarrow()) choose(delivery.id);
  else if (delivery.id === chosen) detail.show(delivery);
}

function isSettled(delivery: DeliveryView): boolean {
  return standingOf(delivery) !== "waiting";
}

function show(update: Update): void {
  if (update.type === "state") showState(update.state);
  else if (update.type === "delivery") showDelivery(update.delivery);
  else if (update.type === "depths") stores.showDepths(update.depths);
  else stores.showServices(update.services);
}

function backToList(): void {
  if (oneColumn.isNarrow()) oneColumn.closeDetail();
  else list.focus();
}

byId("detail", HTMLElement).addEventListener("keydown", ({ key }) => {
  if (key === "Escape") backToList();
});
listenToShortcuts([
  ...kinds.map((kind, index) => ({
    key: String(index + 1),
    control: "send-kinds",
    meaning: `send: ${kind}`,
    run: () => sendPanel.send(kind),
  })),
  { key: "l", control: "list", meaning: "go to the list", run: list.focus },
  { key: "r", control: "replay", meaning: "replay the chosen delivery", run: detail.replay },
  { key: "p", control: "relay", meaning: "send what is deferred", run: stores.relay },
  { key: "q", control: "switch-queue", meaning: "queue off and on", run: () => stores.toggle("queue") },
  { key: "t", control: "switch-table", meaning: "table off and on", run: () => stores.toggle("table") },
]);
connect({ onUpdate: show, onStatus: showConnection });
