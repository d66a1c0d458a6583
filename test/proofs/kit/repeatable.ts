/** Examples of Yoti that can come twice for the same ids, so that every delivery counts (ADR 8). */
const repeatableExamples: ReadonlySet<string> = new Set([
  "resource-update",
  "new-pdf-supplied",
  "instructions-email-requested",
  "thank-you-email-requested",
]);

export function isRepeatable(example: string): boolean {
  return repeatableExamples.has(example);
}
