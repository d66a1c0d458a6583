import { describe, expect, it } from "vitest";
import { explanationOf, isReplayable, sequelOf, standingOf } from "../../../infra/inspector/page/outcomes.ts";
import type { DeliveryResult } from "../../../infra/inspector/protocol.ts";
import { aView } from "./a-view.ts";

const answered = (status: number) => ({ status, contentType: "", body: "" });
const result = (outcome: DeliveryResult["outcome"]) => ({
  outcome,
  event: "key",
  explanation: "as it was",
  durationMs: 1,
  steps: {
    secretMs: undefined,
    checkMs: undefined,
    sendMs: undefined,
    recordMs: undefined,
    deferMs: undefined,
  },
});
const message = (queue: "events" | "quarantine") => ({ queue, sentAt: "", content: {} });

describe("a delivery stands as", () => {
  it.each([
    ["under way until it is answered", {}, "waiting"],
    ["under way while its function has only answered", { response: answered(200) }, "waiting"],
    ["failed if its function ended without a word", { response: answered(500) }, "failed"],
    ["what its function said", { response: answered(500), result: result("accepted") }, "accepted"],
  ] as const)("%s", (_, parts, standing) => {
    expect(standingOf(aView("a", parts))).toBe(standing);
  });
});

it("is explained by what its function said, else by how far it got", () => {
  expect(explanationOf(aView("a", { response: answered(503), result: result("failed") }))).toBe("as it was");
  expect(explanationOf(aView("a"))).toMatch(/has not answered yet/);
  expect(explanationOf(aView("a", { response: answered(200) }))).toMatch(/^Answered/);
  expect(explanationOf(aView("a", { response: answered(500) }))).toMatch(/crashed or took too long/);
});

describe("a quarantined delivery", () => {
  const quarantined = { result: result("quarantined"), message: message("quarantine") };

  it("can be replayed while it is there, also one that was deferred first", () => {
    expect(isReplayable(aView("a", quarantined))).toBe(true);
    expect(isReplayable(aView("a", { ...quarantined, result: result("deferred") }))).toBe(true);
    expect(isReplayable(aView("a", { result: result("deferred"), message: message("events") }))).toBe(false);
  });

  it("that was replayed says so, and is not offered again", () => {
    const message = { ...quarantined.message, isReplayed: true };
    const replayed = aView("a", { ...quarantined, message });
    expect([isReplayable(replayed), sequelOf(replayed)]).toEqual([false, "replayed since"]);
  });
});
