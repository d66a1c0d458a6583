import { readLogLine } from "../local/functions/log-line.ts";
import type { IntakeOptions, InvokedDelivery, RunningIntake } from "../local/intake.ts";
import type { Recorder } from "./recorder.ts";
import { failedResponse, readReceived, readResponse } from "./request-view.ts";
import { readTakenMessage } from "./taken-message.ts";

/** Receives the ids of deliveries that have changed. */
type Tell = (ids: readonly string[]) => void;
type FunctionListeners = Pick<IntakeOptions, "onLog" | "onDelivery">;

/** The listeners of an intake, which also record its deliveries and log lines. */
export function subscribeToFunctions(
  { onLog, onDelivery }: FunctionListeners,
  recorder: Recorder,
  tell: Tell,
): FunctionListeners {
  return {
    onLog(name, line) {
      onLog(name, line);
      const logged = readLogLine(line);
      if (logged && "requestId" in logged) tell(recorder.log(logged));
    },
    onDelivery(delivery) {
      onDelivery?.(delivery);
      recordDelivery(delivery, recorder, tell);
    },
  };
}

function recordDelivery({ name, event, result }: InvokedDelivery, recorder: Recorder, tell: Tell): void {
  const received = readReceived(name, event);
  if (!received) return;
  tell(recorder.receive(received));
  result
    .then(readResponse, () => failedResponse)
    .then((response) => tell(recorder.respond(received.id, response)));
}

/** Records the messages that the queues take. Returns a function that ends it. */
export function subscribeToQueues(
  { aws, endpoints }: RunningIntake,
  recorder: Recorder,
  tell: Tell,
): () => void {
  return aws.sent.subscribe((message) => {
    const taken = readTakenMessage(message, endpoints, new Date());
    if (taken) tell(recorder.take(taken));
  });
}
