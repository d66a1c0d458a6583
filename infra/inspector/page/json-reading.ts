/** A number that a double would not print back. */
export class NumberText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The characters of a number, if the browser has them (TC39 "JSON.parse source text access"). */
interface ReviverContext {
  readonly source?: string;
}

/** Reads JSON and keeps each number as it was written. Throws like `JSON.parse`. */
export function readJson(text: string) {
  return JSON.parse(text, (_key: string, value: unknown, context?: ReviverContext) => {
    if (typeof value !== "number" || context?.source === undefined) return value;
    return String(value) === context.source ? value : new NumberText(context.source);
  });
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  const isObject = typeof value === "object" && value !== null;
  return isObject && !Array.isArray(value) && !(value instanceof NumberText);
}
