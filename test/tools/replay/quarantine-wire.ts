import { createHash, randomUUID } from "node:crypto";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import * as v from "valibot";
import { createQuarantineQueue } from "../../../infra/replay/quarantine-queue.ts";
import { createReplay } from "../../../infra/replay/replay-functions.ts";
import { type ReplayResult, type Walk, walkQuarantine } from "../../../infra/replay/replay-walk.ts";
import { createClock } from "../../support/clock.ts";
import {
  fault,
  forThisTest,
  startWire,
  success,
  type WireCall,
  type WireResponse,
} from "../../unit/aws/wire.ts";
import { sha256Of } from "../../unit/digests.ts";

/** `good` is understood now, `bad` is not, `foreign` belongs to others. */
export type Kind = "good" | "bad" | "foreign";

interface Message {
  readonly id: string;
  readonly body: string;
  receiptHandle: string;
  hiddenUntilMs: number;
}

const receiveInput = v.object({ MaxNumberOfMessages: v.number(), VisibilityTimeout: v.number() });
const entry = { Id: v.string(), ReceiptHandle: v.string() };
const deleteInput = v.object({ Entries: v.array(v.object(entry)) });
const hideInput = v.object({ Entries: v.array(v.object({ ...entry, VisibilityTimeout: v.number() })) });
const replayInput = v.strictObject({
  replay: v.strictObject({
    quarantined: v.pipe(v.string(), v.parseJson(), v.object({ id: v.string(), kind: v.string() })),
    dryRun: v.boolean(),
    accepted: v.boolean(),
  }),
});

export type Respond = (call: WireCall) => WireResponse | "silence";

/** Outlives one walk over the AWS wire. */
export function createQuarantine(kinds: readonly Kind[], pageSize = 10) {
  const clock = createClock();
  const messages = new Map<string, Message>();
  for (const [index, kind] of kinds.entries()) {
    const id = sha256Of(String(index));
    const rest = { id, source: "sample", recordedtime: `2026-11-21T09:${10 + index}:00.000Z` };
    const body = kind === "foreign" ? "hello" : JSON.stringify({ ...rest, kind });
    messages.set(id, { id, body, receiptHandle: "", hiddenUntilMs: 0 });
  }
  const accepted: string[] = [];
  const nowMs = () => clock.now().getTime();
  const inFlight = (handle: string) =>
    [...messages.values()].find(
      ({ receiptHandle, hiddenUntilMs }) => receiptHandle === handle && hiddenUntilMs > nowMs(),
    );
  const operations: Readonly<Record<string, (input: unknown) => object>> = {
    ReceiveMessage(input) {
      const { MaxNumberOfMessages, VisibilityTimeout } = v.parse(receiveInput, input);
      const visible = [...messages.values()].filter(({ hiddenUntilMs }) => hiddenUntilMs <= nowMs());
      const page = visible.slice(0, Math.min(pageSize, MaxNumberOfMessages));
      for (const message of page) {
        message.receiptHandle = randomUUID();
        message.hiddenUntilMs = nowMs() + VisibilityTimeout * 1000;
      }
      return {
        Messages: page.map(({ id, body, receiptHandle }) => ({
          MessageId: id,
          ReceiptHandle: receiptHandle,
          Body: body,
          MD5OfBody: createHash("md5").update(body, "utf8").digest("hex"),
        })),
      };
    },
    DeleteMessageBatch(input) {
      const { Entries } = v.parse(deleteInput, input);
      const found = Entries.map(({ Id, ReceiptHandle }) => ({ Id, message: inFlight(ReceiptHandle) }));
      for (const { message } of found) if (message) messages.delete(message.id);
      return batchResponse(found);
    },
    ChangeMessageVisibilityBatch(input) {
      const { Entries } = v.parse(hideInput, input);
      const found = Entries.map(({ Id, ReceiptHandle, VisibilityTimeout }) => {
        const message = inFlight(ReceiptHandle);
        if (message) message.hiddenUntilMs = nowMs() + VisibilityTimeout * 1000;
        return { Id, message };
      });
      return batchResponse(found);
    },
    // Lambda's protocol names no operation in a header.
    undefined(input) {
      const { quarantined, dryRun } = v.parse(replayInput, input).replay;
      const { id, kind } = quarantined;
      if (kind === "bad") return { outcome: "quarantined", issues: [{ code: "string", path: "body.id" }] };
      if (dryRun) return { outcome: "understood", event: id };
      if (accepted.includes(id)) return { outcome: "duplicate", event: id };
      accepted.push(id);
      return { outcome: "accepted", event: id };
    },
  };
  const respond: Respond = ({ operation, input }) => {
    const found = operations[operation];
    return found ? success(found(input)) : fault("UnknownOperation");
  };
  return {
    clock,
    accepted,
    respond,
    ids: (kind: Kind) => kinds.flatMap((item, index) => (item === kind ? [sha256Of(String(index))] : [])),
    onQueue: () => [...messages.keys()],
    visible: () => [...messages.values()].filter(({ hiddenUntilMs }) => hiddenUntilMs <= nowMs()).length,
  };
}

function batchResponse(found: readonly { readonly Id: string; readonly message: Message | undefined }[]) {
  const idsOf = (isFound: boolean) =>
    found.filter(({ message }) => (message !== undefined) === isFound).map(({ Id }) => ({ Id }));
  return {
    Successful: idsOf(true),
    Failed: idsOf(false).map((failed) => ({ ...failed, SenderFault: true, Code: "ReceiptHandleIsInvalid" })),
  };
}

type Quarantine = ReturnType<typeof createQuarantine>;

/** One walk with real clients. */
export async function walk(
  quarantine: Quarantine,
  { respond = quarantine.respond, ...changes }: Partial<Walk> & { readonly respond?: Respond } = {},
) {
  const wire = await startWire(respond);
  const queue = createQuarantineQueue(
    forThisTest(new SQSClient(wire.settings)),
    `${wire.url}/1/quarantine.fifo`,
  );
  const replay = createReplay(forThisTest(new LambdaClient(wire.settings)), { sample: "the-function" });
  const results: ReplayResult[] = [];
  const end = walkQuarantine({
    queue,
    replay,
    dryRun: false,
    accepted: new Set(),
    isWanted: () => true,
    isStopped: () => false,
    onResult: (result) => results.push(result),
    now: quarantine.clock.now,
    ...changes,
  });
  return { end, wire, results };
}
