import type { LoggedDelivery } from "../local/functions/log-line.ts";
import { readIssues } from "./delivery-parts.ts";
import { explain } from "./explanations.ts";
import {
  type Changes,
  type DeliveryView,
  type MessageView,
  maxDeliveries,
  type ReceivedDelivery,
  type ResponseView,
} from "./protocol.ts";

/**
 * Joins the parts of a delivery: the request, the response, the function's log line, and the message that a queue took,
 * perhaps an hour later.
 */
export interface Recorder {
  readonly receive: (received: ReceivedDelivery) => void;
  readonly respond: (id: string, response: ResponseView) => void;
  readonly log: (line: LoggedDelivery) => void;
  readonly take: (message: MessageView) => void;
  /** A replay took this event's delivery out of the quarantine. */
  readonly release: (key: string) => void;
  /** Something else has changed, such as a store. */
  readonly touch: () => void;
  /** Grows with each change. */
  readonly version: () => number;
  /** What has changed after a version. */
  readonly changes: (after: number) => Pick<Changes, "version" | "deliveries">;
}

interface Recorded {
  readonly version: number;
  readonly received: ReceivedDelivery;
  readonly response?: ResponseView;
  readonly line?: LoggedDelivery;
}

/** A message may come before the line that names it. Twice as many as deliveries, so one of them is not needed. */
const maxMessages = 2 * maxDeliveries;

export function createRecorder(): Recorder {
  const deliveries = new Map<string, Recorded>();
  const messages = new Map<string, MessageView>();
  let version = 1;
  const touch = () => {
    version += 1;
  };
  const add = (id: string, part: Partial<Recorded>) => {
    touch();
    const known = deliveries.get(id);
    if (known) deliveries.set(id, { ...known, ...part, version });
  };
  const idsOf = (key: string) => [...deliveries].flatMap(([id, { line }]) => (line?.event === key ? id : []));
  const put = (message: MessageView) => {
    messages.set(message.key, message);
    for (const id of idsOf(message.key)) add(id, {});
  };
  return {
    receive(received) {
      touch();
      deliveries.set(received.id, { received, version });
      const [oldest] = deliveries.keys();
      if (deliveries.size > maxDeliveries && oldest !== undefined) deliveries.delete(oldest);
    },
    respond: (id, response) => add(id, { response }),
    log: (line) => add(line.requestId, { line }),
    take(message) {
      // SQS takes a copy of a known message as well, and drops it.
      if (messages.has(message.key)) return;
      put(message);
      const unneeded = messages.keys().find((key) => idsOf(key).length === 0);
      if (messages.size > maxMessages && unneeded !== undefined) messages.delete(unneeded);
    },
    release(key) {
      const message = messages.get(key);
      if (message) put({ ...message, isReplayed: true });
    },
    touch,
    version: () => version,
    changes(after) {
      const changed = [...deliveries.values()].filter((delivery) => delivery.version > after);
      const views = changed.map((delivery) => viewOf(delivery, messages.get(delivery.line?.event ?? "")));
      return { version, deliveries: views };
    },
  };
}

function viewOf({ received, response, line }: Recorded, message: MessageView | undefined): DeliveryView {
  const explained = line && { ...line, issues: readIssues(message), isSent: message !== undefined };
  const result = explained && { ...line, explanation: explain(explained) };
  return { ...received, response, result, message };
}
