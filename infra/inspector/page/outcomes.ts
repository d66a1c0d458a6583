import { explain } from "../explanations.ts";
import type { DeliveryView } from "../protocol.ts";

const outcomes = ["accepted", "duplicate", "refused", "quarantined", "deferred", "failed"] as const;

/** What a delivery shows as. `waiting`: its function has not logged an outcome. */
export const standings = [...outcomes, "waiting"] as const;
export type Standing = (typeof standings)[number];

interface Look {
  readonly word: string;
  /** A colour of the style sheet. */
  readonly tone: string;
  /** The path of a shape in 16 × 16, so a person can tell the outcomes apart without colours. */
  readonly icon: string;
}

const disc = "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Z";

export const looks: Readonly<Record<Standing, Look>> = {
  accepted: { word: "Accepted", tone: "var(--green)", icon: `${disc}M4.8 8.3 7 10.5 11.2 5.8` },
  duplicate: { word: "Duplicate", tone: "var(--quiet)", icon: "M5 5V1.5h9.5V11H11M1.5 5H11v9.5H1.5Z" },
  refused: { word: "Refused", tone: "var(--red)", icon: `${disc}M4.5 8h7` },
  quarantined: { word: "Quarantined", tone: "var(--amber)", icon: "M8 1.5 15 14H1ZM8 6v3.5M8 11.5v.3" },
  deferred: { word: "Deferred", tone: "var(--violet)", icon: "M1.5 1.5h13v13h-13ZM6 5.5v5M10 5.5v5" },
  failed: { word: "Failed", tone: "var(--red)", icon: "M8 1 15 8 8 15 1 8ZM6 6l4 4M10 6l-4 4" },
  waiting: { word: "Under way", tone: "var(--quiet)", icon: disc },
};

/** A function that crashes or times out logs nothing. Only the response tells that it failed. */
export function standingOf({ result, response }: DeliveryView): Standing {
  if (result) return result.outcome;
  return response !== undefined && response.status >= 500 ? "failed" : "waiting";
}

export function explanationOf(delivery: DeliveryView): string {
  const { result, response } = delivery;
  if (result) return result.explanation;
  if (response === undefined) return meaningOf("waiting");
  return standingOf(delivery) === "failed"
    ? "The function crashed or took too long. The vendor sends it again."
    : "Answered. The function has not logged the outcome yet.";
}

export function meaningOf(standing: Standing): string {
  if (standing === "waiting") return "The function has not answered yet.";
  return explain({ outcome: standing, isSent: false });
}

export function sequelOf({ result, message }: DeliveryView): string | undefined {
  if (message?.isReplayed) return "replayed since";
  return message !== undefined && result?.outcome === "deferred" ? "sent since" : undefined;
}

/** The quarantine may still hold it. */
export function isReplayable({ result, message }: DeliveryView): boolean {
  if (result?.event === undefined || message?.queue === "events" || message?.isReplayed) return false;
  return result.outcome === "quarantined" || message?.queue === "quarantine";
}
