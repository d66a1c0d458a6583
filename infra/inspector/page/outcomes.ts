import type { DeliveryResult, DeliveryView } from "../protocol.ts";

/** What a delivery shows as. `waiting`: its function has not logged an outcome. */
export type Standing = DeliveryResult["outcome"] | "waiting";

interface Wording {
  readonly word: string;
  readonly meaning: string;
}

export const wordings: Readonly<Record<Standing, Wording>> = {
  accepted: { word: "Accepted", meaning: "Authentic, understood and new. Its event is on the queue." },
  duplicate: { word: "Duplicate", meaning: "Sent before. It is acknowledged, and nothing else happens." },
  refused: { word: "Refused", meaning: "Not authentic. Nothing is stored." },
  quarantined: { word: "Quarantined", meaning: "Authentic, not understood. The quarantine keeps it whole." },
  deferred: { word: "Deferred", meaning: "The queue did not take it. It waits in the outbox." },
  failed: { word: "Failed", meaning: "Nothing is stored. The vendor sends it again." },
  waiting: { word: "Under way", meaning: "The function has not answered yet." },
};

/** What a person can meet, the usual first. */
export const outcomes = ["accepted", "duplicate", "refused", "quarantined", "deferred", "failed"] as const;

/** A function that crashes or times out logs nothing. Only the response tells that it failed. */
export function standingOf({ result, response }: DeliveryView): Standing {
  if (result) return result.outcome;
  return response !== undefined && response.status >= 500 ? "failed" : "waiting";
}

export function explanationOf(delivery: DeliveryView): string {
  const { result, response } = delivery;
  if (result) return result.explanation;
  if (response === undefined) return wordings.waiting.meaning;
  return standingOf(delivery) === "failed"
    ? "The function crashed or took too long. The vendor sends it again."
    : "Answered. The function has not logged the outcome yet.";
}

/** What happened after the outcome. */
export function sequelOf({ result, message }: DeliveryView): string | undefined {
  if (message?.isReplayed) return "replayed since";
  return message !== undefined && result?.outcome === "deferred" ? "sent since" : undefined;
}

/** The quarantine may still hold it. */
export function isReplayable({ result, message }: DeliveryView): boolean {
  if (result?.event === undefined || message?.queue === "events" || message?.isReplayed) return false;
  return result.outcome === "quarantined" || message?.queue === "quarantine";
}

/** Why there is no message to show. */
export function absenceOf(delivery: DeliveryView): string {
  const standing = standingOf(delivery);
  return standing === "failed" && !delivery.result
    ? "Unknown: the function did not log how far it got."
    : absences[standing];
}

const absences: Readonly<Record<Standing, string>> = {
  accepted: "The queue has not reported its message yet.",
  duplicate: "The inspector did not see the first delivery of this event.",
  refused: "None. A refused delivery is not stored.",
  quarantined: "The queue has not reported its message yet.",
  deferred: "It waits in the outbox. The relay sends it once the queue is back.",
  failed: "None. Nothing was stored, and the vendor sends it again.",
  waiting: "The function has not answered yet.",
};
