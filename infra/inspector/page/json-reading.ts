/** A number whose characters a double would not give back. */
export class NumberText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The text a number was read from, where the browser tells it (TC39 "JSON.parse source text access"). */
interface ReviverContext {
  readonly source?: string;
}

/** Reads JSON with every number as it was written, so that what is shown is what was sent. Throws as `JSON.parse` does. */
export function readJson(text: string) {
  return JSON.parse(text, (_key: string, value: unknown, context?: ReviverContext) => {
    if (typeof value !== "number" || context?.source === undefined) return value;
    return String(value) === context.source ? value : new NumberText(context.source);
  });
}

/** The value in an object, or undefined if the text is no JSON. */
export function tryReadJson(text: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = readJson(text);
    return { value };
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof NumberText)
  );
}
