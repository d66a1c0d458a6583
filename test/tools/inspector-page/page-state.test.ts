import { describe, expect, it } from "vitest";
import { initialState, type PageEvent, reduce } from "../../../infra/inspector/page/page-state.ts";
import { type DeliveryView, maxDeliveries } from "../../../infra/inspector/protocol.ts";
import { aView } from "./a-view.ts";

const response = { status: 500, contentType: "text/plain", body: "" };
const stateAfter = (...events: readonly PageEvent[]) => events.reduce(reduce, initialState);
const depths = { events: 0, deadLetters: 0, quarantine: 0, outbox: 0 };
const stores = { isUp: { queue: true, table: true }, depths };
const changed = (isAll: boolean, ...deliveries: readonly DeliveryView[]): PageEvent => {
  return { type: "changes", isAll, changes: { version: 1, sources: [], stores, deliveries } };
};
const arrived = (id: string, parts = {}) => changed(false, aView(id, parts));
const idsOf = ({ deliveries }: ReturnType<typeof stateAfter>) => deliveries.map(({ id }) => id);

describe("the page's deliveries", () => {
  it("are listed newest first, and keep their place when more of them is known", () => {
    const state = stateAfter(arrived("1"), arrived("2"), arrived("1", { response }));
    expect(idsOf(state)).toEqual(["2", "1"]);
    expect(state.deliveries[1]).toEqual(aView("1", { response }));
  });

  it("are forgotten and not announced when the page asks for everything", () => {
    const state = stateAfter(arrived("1"), changed(true, aView("2", { response }), aView("3")));
    expect([idsOf(state), state.arrivals]).toEqual([["3", "2"], []]);
  });

  it("are as many as the server keeps: the oldest go", () => {
    const all = Array.from({ length: maxDeliveries + 3 }, (_, index) => arrived(String(index)));
    const ids = idsOf(stateAfter(...all));
    expect([ids.length, ids[0], ids.at(-1)]).toEqual([maxDeliveries, String(maxDeliveries + 2), "3"]);
  });

  it("are announced once, when they have an outcome", () => {
    const events = [arrived("1"), arrived("1", { response }), arrived("1", { response }), arrived("2")];
    expect(stateAfter(...events).arrivals.map(({ id }) => id)).toEqual(["1"]);
    expect(stateAfter(...events, { type: "announced" }).arrivals).toEqual([]);
  });
});

describe("the deliveries that a person has sent", () => {
  const sent: PageEvent = { type: "sent", source: "a", count: 2 };

  it("are chosen as they arrive, as many as were sent and from that source", () => {
    const arrivals = [arrived("1", { source: "b" }), arrived("2"), arrived("3"), arrived("4")];
    const chosen = arrivals.map((_, index) => stateAfter(sent, ...arrivals.slice(0, index + 1)).chosenId);
    expect(chosen).toEqual([undefined, "2", "3", "3"]);
  });

  it("are not chosen once the person chooses another", () => {
    expect(stateAfter(sent, { type: "chosen", id: "0" }, arrived("1")).chosenId).toBe("0");
  });
});
