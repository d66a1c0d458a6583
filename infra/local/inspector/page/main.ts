import type { DeliveryView, InspectorState, Update } from "../protocol.ts";
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
import { createSendPanel } from "./send-panel.ts";
import { listenToShortcuts } from "./shortcuts.ts";
import { createStoresPanel } from "./stores-panel.ts";

const deliveries = createDeliveries();
const following = createFollowing();
const announce = createAnnouncer(byId("announcements", HTMLElement));
const result = createActionResult(byId("action-result", HTMLElement));
let chosen: string | undefined;

const list = createDeliveryList({
  onChoose(id, how) {
    following.forget();
    choose(id);
    if (how === "browsed") return;
    oneColumn.openDetail();
    if (how === "entered" || oneColumn.isNarrow()) detail.focus();
  },
});
const detail = createDeliveryDetail(replay);
const oneColumn = createOneColumn(list.focus);
const sendPanel = createSendPanel((request) => {
  following.expect(request);
  void result.of(actions.send(request));
});
const stores = createStoresPanel({
  onSwitch: (request) => result.of(actions.fault(request)),
  onRedrive: () => result.of(actions.redrive()),
});

function choose(id: string | undefined): void {
  chosen = id;
  list.select(id);
  detail.show(id === undefined ? undefined : deliveries.get(id));
}

function replay({ result: known }: DeliveryView): void {
  if (known?.event !== undefined) void result.of(actions.replay({ event: known.event }));
}

function replayChosen(): void {
  const button = document.getElementById("replay");
  if (button && !button.hidden) button.click();
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
  const hadOutcome = deliveries.get(update.id)?.result !== undefined;
  const { delivery, isNew, dropped } = deliveries.put(update);
  list.put(delivery);
  list.remove(dropped);
  if (delivery.result && !hadOutcome) announce(delivery);
  if (isNew && following.isExpected(delivery) && !oneColumn.isNarrow()) choose(delivery.id);
  else if (delivery.id === chosen) detail.show(delivery);
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
  { key: "1", meaning: "send a valid notification", run: () => sendPanel.send("valid") },
  { key: "2", meaning: "send one twice", run: () => sendPanel.send("repeated") },
  { key: "3", meaning: "send a forged one", run: () => sendPanel.send("forged") },
  { key: "4", meaning: "send a broken one", run: () => sendPanel.send("broken") },
  { key: "l", meaning: "go to the list", run: list.focus },
  { key: "r", meaning: "replay the chosen delivery", run: replayChosen },
  { key: "p", meaning: "send what is parked", run: stores.redrive },
  { key: "q", meaning: "queue off and on", run: () => stores.toggle("queue") },
  { key: "t", meaning: "table off and on", run: () => stores.toggle("table") },
]);
connect({ onUpdate: show, onStatus: showConnection });
