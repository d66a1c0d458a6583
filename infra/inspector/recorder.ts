import type { LoggedDelivery } from "../local/functions/log-line.ts";
import type { ReceivedDelivery, TakenMessage } from "./delivery-parts.ts";
import { explain } from "./explanations.ts";
import { type DeliveryResult, type DeliveryView, maxDeliveries, type ResponseView } from "./protocol.ts";

/**
 * Joins the parts of a delivery: the request, the response, the function's log line, and the message that a queue took,
 * perhaps an hour later. Each call returns the ids of the deliveries that it changed.
 */
export interface Recorder {
  readonly receive: (delivery: ReceivedDelivery) => readonly string[];
  readonly respond: (id: string, response: ResponseView) => readonly string[];
  readonly log: (line: LoggedDelivery) => readonly string[];
  readonly take: (message: TakenMessage) => readonly string[];
  /** A replay took this event's delivery out of the quarantine. */
  readonly release: (key: string) => readonly string[];
  /** Undefined for a delivery that is not kept. */
  readonly view: (id: string) => DeliveryView | undefined;
  /** The oldest first. */
  readonly views: () => readonly DeliveryView[];
}

interface Recorded {
  readonly received: ReceivedDelivery;
  readonly response?: ResponseView;
  readonly line?: LoggedDelivery;
}

/** A message may come before the line that names it. Twice as many as deliveries, so one of them is not needed. */
const maxMessages = 2 * maxDeliveries;

export function createRecorder(): Recorder {
  const deliveries = new Map<string, Recorded>();
  const messages = new Map<string, TakenMessage>();
  const idsOf = (key: string) =>
    [...deliveries].filter(([, { line }]) => line?.event === key).map(([id]) => id);
  const add = (id: string, part: Partial<Recorded>) => {
    const known = deliveries.get(id);
    if (!known) return [];
    deliveries.set(id, { ...known, ...part });
    return [id];
  };
  const view = (id: string) => {
    const known = deliveries.get(id);
    return known && writeView(known, messages.get(known.line?.event ?? ""));
  };
  return {
    receive(received) {
      deliveries.set(received.id, { received });
      const [oldest] = deliveries.keys();
      if (deliveries.size > maxDeliveries && oldest !== undefined) deliveries.delete(oldest);
      return [received.id];
    },
    respond: (id, response) => add(id, { response }),
    log: (line) => add(line.requestId, { line }),
    take(message) {
      // SQS takes a copy of a known message as well, and drops it.
      if (messages.has(message.key)) return [];
      messages.set(message.key, message);
      const unneeded = messages.keys().find((key) => idsOf(key).length === 0);
      if (messages.size > maxMessages && unneeded !== undefined) messages.delete(unneeded);
      return idsOf(message.key);
    },
    release(key) {
      const message = messages.get(key);
      if (!message) return [];
      messages.set(key, { ...message, view: { ...message.view, isReplayed: true } });
      return idsOf(key);
    },
    view,
    views: () => [...deliveries.keys()].flatMap((id) => view(id) ?? []),
  };
}

function writeView({ received, response, line }: Recorded, message: TakenMessage | undefined): DeliveryView {
  return { ...received, response, result: line && writeResult(line, message), message: message?.view };
}

function writeResult(line: LoggedDelivery, message: TakenMessage | undefined): DeliveryResult {
  const { outcome, code, event, durationMs, secretMs, checkMs, sendMs, recordMs, deferMs } = line;
  const explanation = explain({ ...line, issues: message?.issues, isSent: message !== undefined });
  const steps = { secretMs, checkMs, sendMs, recordMs, deferMs };
  return { outcome, code, event, explanation, durationMs, steps };
}
