import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { workInTurns } from "../../../infra/inspector/turns.ts";

let nowMs: number;
let seen: string[];

beforeEach(() => {
  nowMs = 0;
  seen = [];
  vi.spyOn(performance, "now").mockImplementation(() => nowMs);
});
afterEach(() => vi.restoreAllMocks());

/** Works for so long at an item, while something else waits for its turn. */
function workFor(ms: number) {
  // Not that of a later test, which may be running by the time that the others have their turn.
  const ownSeen = seen;
  return (item: string) => {
    nowMs += ms;
    ownSeen.push(item);
    setTimeout(() => ownSeen.push("other"));
    return item !== "last";
  };
}

it("lets others go on after each piece of long work", async () => {
  await workInTurns(["a", "b", "c"], 1, workFor(20));
  expect(seen).toEqual(["a", "other", "b", "other", "c", "other"]);
});

it("does short work in one turn", async () => {
  await workInTurns(["a", "b", "c"], 1, workFor(4));
  expect(seen).toEqual(["a", "b", "c", "other", "other", "other"]);
});

it("ends when there is no reason to go on", async () => {
  await workInTurns(["a", "last", "c"], 0, workFor(1));
  expect(seen).toEqual(["a", "last"]);
});
