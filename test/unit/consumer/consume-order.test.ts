import fc from "fast-check";
import { expect, it } from "vitest";
import { batchHandler } from "../../../lib/aws/consumer/batch-handler.ts";
import type { ConsumerError, ConsumerErrorCode } from "../../../lib/consumer/consumer-error.ts";
import type { HandleMessage } from "../../../lib/consumer/in-order.ts";
import { fifoRecord, ungroupedRecord } from "../../support/queue-events.ts";

interface Plan {
  readonly messageId: string;
  readonly group: string | undefined;
  readonly fails: boolean;
}

const batches: fc.Arbitrary<Plan[]> = fc
  .array(fc.record({ group: fc.constantFrom("a", "b", "c", undefined), fails: fc.boolean() }), {
    maxLength: 10,
  })
  .map((plans) => plans.map((plan, index) => ({ ...plan, messageId: `m-${index}` })));

/** Handled messages in order, and messages that come again: Lambda deletes each that the function does not report. */
async function consume(plans: readonly Plan[]) {
  const begun: string[] = [];
  let atWork = 0;
  const handle: HandleMessage = async ({ messageId }) => {
    begun.push(messageId);
    atWork += 1;
    expect(atWork).toBe(1);
    await Promise.resolve();
    atWork -= 1;
    return plans.some((plan) => plan.messageId === messageId && !plan.fails) ? "handled" : "retry";
  };
  const Records = plans.map(({ messageId, group }) =>
    group === undefined ? ungroupedRecord(messageId, "") : fifoRecord(messageId, group, ""),
  );
  const codes: ConsumerErrorCode[] = [];
  const onError = ({ code }: ConsumerError) => codes.push(code);
  const context = { getRemainingTimeInMillis: () => 10_000 };
  const { batchItemFailures } = await batchHandler(handle, onError)({ Records }, context);
  expect(codes).toEqual(plans.some(({ group }) => group === undefined) ? ["no_group"] : []);
  return { begun, again: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
}

/** In each group the first failure and all behind it return. */
async function expectInOrder(plans: readonly Plan[]): Promise<void> {
  const { begun, again } = await consume(plans);
  // Messages without a group are one group.
  for (const group of new Set(plans.map((plan) => plan.group))) {
    const members = plans.filter((plan) => plan.group === group);
    const ids = members.map(({ messageId }) => messageId);
    const failure = members.findIndex(({ fails }) => fails);
    const handled = failure === -1 ? ids : ids.slice(0, failure);
    expect(begun.filter((id) => ids.includes(id))).toEqual(failure === -1 ? ids : ids.slice(0, failure + 1));
    expect(again.filter((id) => ids.includes(id))).toEqual(ids.slice(handled.length));
  }
  expect(new Set(begun).size).toBe(begun.length);
  expect(new Set(again).size).toBe(again.length);
}

it("a batch is handled one after the other, each group up to its first failure, and nothing twice", async () => {
  await fc.assert(fc.asyncProperty(batches, expectInOrder));
});

it("a slow batch begins nothing in the second half of the function's time, gives back the rest, and tells of it once", async () => {
  let remainingMs = 10_000;
  const begun: string[] = [];
  const handle: HandleMessage = async ({ messageId }) => {
    begun.push(messageId);
    remainingMs -= 2_000;
    return "handled";
  };
  const errors: ConsumerError[] = [];
  const handleBatch = batchHandler(handle, (error) => errors.push(error));
  const ids = ["m-0", "m-1", "m-2", "m-3", "m-4"];
  const Records = ids.map((id, index) => fifoRecord(id, `g-${index % 2}`, ""));
  const response = await handleBatch({ Records }, { getRemainingTimeInMillis: () => remainingMs });
  expect(begun).toEqual(["m-0", "m-1", "m-2"]);
  expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: "m-3" }, { itemIdentifier: "m-4" }] });
  expect(errors.map(({ code }) => code)).toEqual(["out_of_time"]);
});
