/** A source's id as the stack's outputs begin: `yoti-sandbox` is `YotiSandbox`. */
export function outputName(sourceId: string): string {
  const words = sourceId.split("-").map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return words.join("");
}
