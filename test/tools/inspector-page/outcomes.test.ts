import { expect, it } from "vitest";
import { explanationOf, isReplayable, sequelOf, standingOf } from "../../../infra/inspector/page/outcomes.ts";
import { aResult, aView } from "./a-view.ts";

const answered = (status: number) => ({ status, contentType: "", body: "" });
const message = (queue: "events" | "quarantine") => ({ key: "key", queue, content: {} });

it.each([
  ["under way until it is answered", {}, "waiting", /has not answered yet/],
  ["under way while its function has only answered", { response: answered(200) }, "waiting", /^Answered/],
  [
    "failed if its function logged nothing",
    { response: answered(500) },
    "failed",
    /crashed or took too long/,
  ],
  [
    "what its function logged",
    { response: answered(500), result: aResult("accepted") },
    "accepted",
    /as it was/,
  ],
] as const)("a delivery stands as %s", (_, parts, standing, explanation) => {
  expect(standingOf(aView("a", parts))).toBe(standing);
  expect(explanationOf(aView("a", parts))).toMatch(explanation);
});

it.each([
  ["quarantined", { message: message("quarantine") }, true, undefined],
  ["deferred", { message: message("quarantine") }, true, "sent since"],
  ["deferred", { message: message("events") }, false, "sent since"],
  ["quarantined", { message: { ...message("quarantine"), isReplayed: true } }, false, "replayed since"],
] as const)("%s with %j can be replayed: %s", (outcome, parts, isOffered, sequel) => {
  const view = aView("a", { ...parts, result: aResult(outcome) });
  expect([isReplayable(view), sequelOf(view)]).toEqual([isOffered, sequel]);
});
