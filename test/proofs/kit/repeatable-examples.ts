/** Yoti may repeat these for the same ids, so every delivery counts (ADR 8). */
export const repeatableExamples: ReadonlySet<string> = new Set([
  "resource-update",
  "new-pdf-supplied",
  "instructions-email-requested",
  "thank-you-email-requested",
]);
