import { createBoundedMap } from "./bounded-map.ts";
import { explain } from "./explanations.ts";
import type { LoggedDelivery } from "./logged-delivery.ts";
import type { DeliveryResult, DeliveryView } from "./protocol.ts";
import type { ReceivedDelivery, ResponseView } from "./request-view.ts";
import type { TakenMessage } from "./taken-message.ts";

/**
 * Puts together what is heard of deliveries, in whatever order it comes: the request, the answer, the line that the function
 * logged, and the message that a queue took, perhaps an hour later. Each returns the ids of the deliveries of which
 * there is something new to see.
 */
export interface Recorder {
  readonly receive: (delivery: ReceivedDelivery) => readonly string[];
  readonly response: (id: string, response: ResponseView) => readonly string[];
  readonly log: (line: LoggedDelivery) => readonly string[];
  readonly take: (message: TakenMessage) => readonly string[];
  /** A replay took the notification of this key out of the quarantine. */
  readonly release: (key: string) => readonly string[];
  /** Undefined for a delivery that is not kept (any more). */
  readonly view: (id: string) => DeliveryView | undefined;
  /** The last ones, the oldest first. */
  readonly views: () => readonly DeliveryView[];
}

/** How many deliveries are kept. */
export const maxDeliveries = 200;

/** Answers, lines and messages that came before what they belong to, or outlived it. */
const maxLoose = 2 * maxDeliveries;

export function createRecorder(): Recorder {
  const deliveries = createBoundedMap<ReceivedDelivery>(maxDeliveries);
  const isKept = (id: string) => deliveries.has(id);
  const responses = createBoundedMap<ResponseView>(maxDeliveries + maxLoose, isKept);
  const lines = createBoundedMap<LoggedDelivery>(maxDeliveries + maxLoose, isKept);
  const idsOf = (key: string) => deliveries.keys().filter((id) => lines.get(id)?.event === key);
  const messages = createBoundedMap<TakenMessage>(maxDeliveries + maxLoose, (key) => idsOf(key).length > 0);
  const released = createBoundedMap<true>(maxDeliveries + maxLoose, (key) => idsOf(key).length > 0);
  const view = (id: string) => {
    const delivery = deliveries.get(id);
    const line = lines.get(id);
    const key = line?.event ?? "";
    const isReplayed = released.get(key);
    const complete = delivery && writeView(delivery, responses.get(id), line, messages.get(key));
    return complete && { ...complete, ...(isReplayed && { isReplayed }) };
  };
  const known = (id: string) => (isKept(id) ? [id] : []);
  return {
    receive(delivery) {
      deliveries.set(delivery.id, delivery);
      return [delivery.id];
    },
    response(id, response) {
      responses.set(id, response);
      return known(id);
    },
    log(line) {
      lines.set(line.requestId, line);
      return known(line.requestId);
    },
    take(message) {
      // Of a message that it already has, a queue is told again by a copy.
      if (messages.has(message.key)) return [];
      messages.set(message.key, message);
      return idsOf(message.key);
    },
    release(key) {
      released.set(key, true);
      return idsOf(key);
    },
    view,
    views: () => deliveries.keys().flatMap((id) => view(id) ?? []),
  };
}

function writeView(
  delivery: ReceivedDelivery,
  response: ResponseView | undefined,
  line: LoggedDelivery | undefined,
  message: TakenMessage | undefined,
): DeliveryView {
  return {
    ...delivery,
    ...(response && { response }),
    ...(line && { result: writeResult(line, message) }),
    ...(message && { message: message.view }),
  };
}

function writeResult(line: LoggedDelivery, message: TakenMessage | undefined): DeliveryResult {
  const { outcome, code, event, durationMs, secretMs, checkMs, sendMs, recordMs, deferMs } = line;
  return {
    outcome,
    ...(code === undefined ? {} : { code }),
    ...(event === undefined ? {} : { event }),
    explanation: explain({ ...line, issues: message?.issues, isSent: message !== undefined }),
    durationMs,
    steps: { secretMs, checkMs, sendMs, recordMs, deferMs },
  };
}
