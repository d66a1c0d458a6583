import type { LoggedDelivery } from "../local/functions/log-line.ts";
import { readIssues } from "./delivery-parts.ts";
import { explain } from "./explanations.ts";
import { type DeliveryView, type MessageView, maxDeliveries, type ReceivedDelivery } from "./protocol.ts";

export type Recorder = ReturnType<typeof createRecorder>;

interface Recorded extends Pick<DeliveryView, "response"> {
  readonly version: number;
  readonly received: ReceivedDelivery;
  readonly line?: LoggedDelivery;
}

/** A message may come before the line that names it. Twice as many as deliveries, so one of them is not needed. */
const maxMessages = 2 * maxDeliveries;

/** Joins the parts of a delivery. A queue may take its message an hour after the rest. */
export function createRecorder() {
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
    receive(received: ReceivedDelivery) {
      touch();
      deliveries.set(received.id, { received, version });
      const [oldest] = deliveries.keys();
      if (deliveries.size > maxDeliveries && oldest !== undefined) deliveries.delete(oldest);
    },
    respond: (id: string, response: DeliveryView["response"]) => add(id, { response }),
    log: (line: LoggedDelivery) => add(line.requestId, { line }),
    take(message: MessageView) {
      // SQS takes a copy of a known message as well, and drops it.
      if (messages.has(message.key)) return;
      put(message);
      const unneeded = messages.keys().find((key) => idsOf(key).length === 0);
      if (messages.size > maxMessages && unneeded !== undefined) messages.delete(unneeded);
    },
    /** A replay took this event's delivery out of the quarantine. */
    release(key: string) {
      const message = messages.get(key);
      if (message) put({ ...message, isReplayed: true });
    },
    /** Something else has changed, such as a store. */
    touch,
    version: () => version,
    changes(after: number) {
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
