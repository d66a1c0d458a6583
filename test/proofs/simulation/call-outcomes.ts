/** What one call meets on its way to a store and back. */
export const callOutcomes = [
  /** It takes effect and is answered. */
  "answered",
  /** An error comes back, and nothing has happened. */
  "refused",
  /** It never gets there. */
  "lost",
  /** It takes effect, and the answer never comes. */
  "unanswered",
  /** It takes effect after its caller gave up. */
  "late",
] as const;
export type CallOutcome = (typeof callOutcomes)[number];
