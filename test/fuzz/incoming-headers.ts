import type { IncomingHttpHeaders } from "node:http";

/** A header line as a client sends it. */
export type HeaderLine = readonly [name: string, value: string];

/** Of these Node keeps the first line (https://nodejs.org/api/http.html#messageheaders). */
const kept = new Set(["authorization", "content-type", "host", "user-agent"]);

/** The headers of a request as Node's server gives them: names in lower case, values without white space around them. */
export function incomingHeaders(lines: readonly HeaderLine[]): IncomingHttpHeaders {
  const values = new Map<string, string>();
  for (const [line, text] of lines) {
    const name = line.toLowerCase();
    const value = text.replace(/^[ \t]+|[ \t]+$/g, "");
    const before = values.get(name);
    if (before === undefined) values.set(name, value);
    else if (!kept.has(name)) values.set(name, `${before}, ${value}`);
  }
  return Object.fromEntries(values);
}
