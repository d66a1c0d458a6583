import { describe, expect, it } from "vitest";
import { createDeliveries } from "../../../infra/inspector/page/deliveries.ts";
import { aView } from "./a-view.ts";

describe("the page's deliveries", () => {
  it("are listed newest first, and keep their place when more is known of them", () => {
    const deliveries = createDeliveries();
    deliveries.replaceAll([aView("1"), aView("2")]);
    expect(deliveries.put(aView("3")).isNew).toBe(true);
    const response = { status: 200, contentType: "text/plain", body: "OK" };
    expect(deliveries.put(aView("1", { response }))).toMatchObject({ isNew: false, delivery: { response } });
    expect(deliveries.newestFirst().map(({ id }) => id)).toEqual(["3", "2", "1"]);
  });

  it("forget nothing that was known of one", () => {
    const deliveries = createDeliveries();
    const response = { status: 200, contentType: "text/plain", body: "OK" };
    deliveries.put(aView("1", { response }));
    deliveries.put(aView("1"));
    expect(deliveries.get("1")).toEqual(aView("1", { response }));
  });

  it("are a bounded number, of which the oldest go first", () => {
    const deliveries = createDeliveries();
    const dropped = Array.from({ length: 503 }, (_, index) => deliveries.put(aView(String(index))).dropped);
    expect(dropped.flat()).toEqual(["0", "1", "2"]);
    expect(deliveries.newestFirst()).toHaveLength(500);
  });
});
