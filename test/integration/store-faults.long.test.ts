import { describe, it } from "vitest";
import {
  everyMode,
  named,
  nameOf,
  useFaultyIntake,
  withEffect,
  withoutEffect,
} from "../support/fault-modes.ts";
import {
  expectDeferred,
  expectNothingStored,
  expectOneEvent,
  expectQueued,
} from "../support/store-faults.ts";

const intake = useFaultyIntake();

it.each(named(everyMode))("with the table out (%s) all is on the queue", (_, fault) =>
  expectQueued(intake, fault),
);

it.each(named(everyMode))("with the queue out (%s) all is deferred, and sent once", (_, fault) =>
  expectDeferred(intake, fault),
);

describe("with the table and the queue out", () => {
  const pairs = withoutEffect.flatMap((table, index) =>
    [table, withoutEffect[(index + 1) % withoutEffect.length] ?? table].map(
      (queue) => [nameOf(table), nameOf(queue), { table, queue }] as const,
    ),
  );
  it.each(pairs)("(%s, %s) nothing is stored", (_, __, both) => expectNothingStored(intake, both));

  const halves = withEffect.flatMap((fault) => [
    [nameOf(fault), "refuses", { table: fault, queue: { mode: "refuses" } }] as const,
    ["throttles", nameOf(fault), { table: { mode: "throttles" }, queue: fault }] as const,
    [nameOf(fault), nameOf(fault), { table: fault, queue: fault }] as const,
  ]);
  it.each(halves)("(%s, %s) what took effect unseen and the repeat are one event", (_, __, both) =>
    expectOneEvent(intake, both),
  );
});
