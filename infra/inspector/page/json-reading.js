/** A number whose characters a double would not give back. */
export class NumberText {
  text;
  constructor(text) {
    this.text = text;
  }
}
/** Reads JSON with every number as it was written, so that what is shown is what was sent. Throws as `JSON.parse` does. */
export function readJson(text) {
  return JSON.parse(text, (_key, value, context) => {
    if (typeof value !== "number" || context?.source === undefined) return value;
    return String(value) === context.source ? value : new NumberText(context.source);
  });
}
/** The value in an object, or undefined if the text is no JSON. */
export function tryReadJson(text) {
  try {
    const value = readJson(text);
    return { value };
  } catch {
    return undefined;
  }
}
export function isRecord(value) {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof NumberText)
  );
}
