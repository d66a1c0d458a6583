import type { IntakeOptions, InvokedDelivery, RunningIntake } from "../local/intake.ts";
import { readLoggedDelivery } from "./logged-delivery.ts";
import type { Recorder } from "./recorder.ts";
import { failedResponse, readReceived, readResponse } from "./request-view.ts";
import { readTakenMessage } from "./taken-message.ts";

/** What is to be done about deliveries of which there is something new to see. */
type Tell = (ids: readonly string[]) => void;

/** The options of an intake whose deliveries and log lines are recorded as well. */
export function hearFunctions(
  { onLog, onDelivery }: Pick<IntakeOptions, "onLog" | "onDelivery">,
  recorder: Recorder,
  tell: Tell,
): Pick<IntakeOptions, "onLog" | "onDelivery"> {
  return {
    onLog(name, line) {
      onLog(name, line);
      const logged = readLoggedDelivery(line);
      if (logged) tell(recorder.log(logged));
    },
    onDelivery(delivery) {
      onDelivery?.(delivery);
      hearDelivery(delivery, recorder, tell);
    },
  };
}

function hearDelivery({ name, event, result }: InvokedDelivery, recorder: Recorder, tell: Tell): void {
  const received = readReceived(name, event);
  if (!received) return;
  tell(recorder.receive(received));
  result
    .then(readResponse, () => failedResponse)
    .then((response) => tell(recorder.response(received.id, response)));
}

/** Records what the queues take; returns what ends it. */
export function hearQueues({ aws, endpoints }: RunningIntake, recorder: Recorder, tell: Tell): () => void {
  return aws.sent.subscribe((message) => {
    const taken = readTakenMessage(message, endpoints, new Date());
    tell(taken ? recorder.take(taken) : []);
  });
}
