export const wordings = {
  accepted: { word: "Accepted", meaning: "authentic, understood and new: its event is on the queue" },
  duplicate: { word: "Duplicate", meaning: "sent on before: acknowledged, and nothing else happens" },
  refused: { word: "Refused", meaning: "turned away before anything is stored" },
  quarantined: { word: "Quarantined", meaning: "authentic, not understood: kept whole, acknowledged" },
  parked: { word: "Parked", meaning: "the queue did not take it: it waits in the table" },
  failed: { word: "Failed", meaning: "nothing is stored: the vendor is asked to try again" },
  waiting: { word: "Under way", meaning: "not answered yet" },
};
/** What a person can meet, the usual first. */
export const explained = ["accepted", "duplicate", "refused", "quarantined", "parked", "failed"];
/** A function that crashes, or takes too long, says nothing: that it failed stands in the answer alone. */
export function standingOf({ result, answer }) {
  if (result) return result.outcome;
  return answer !== undefined && answer.status >= 500 ? "failed" : "waiting";
}
/** One sentence: why it stands as it does. */
export function explanationOf(delivery) {
  const { result, answer } = delivery;
  if (result) return result.explanation;
  if (answer === undefined) return wordings.waiting.meaning;
  return standingOf(delivery) === "failed"
    ? "Its function ended without a word: it crashed, or took too long. The vendor is asked to send it again."
    : "answered; what became of it is not known yet";
}
/** What happened to a delivery after its outcome; undefined if nothing did. */
export function sequelOf({ result, message, isReplayed }) {
  if (isReplayed) return "replayed since";
  if (message !== undefined && result?.outcome === "parked") return "sent since";
  return undefined;
}
/** Whether the quarantine may still hold it. */
export function isReplayable({ result, message, isReplayed }) {
  if (result?.event === undefined || message?.queue === "events" || isReplayed) return false;
  return result.outcome === "quarantined" || message?.queue === "quarantine";
}
