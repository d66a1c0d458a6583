import type { IncomingHttpHeaders } from "node:http";
import type { HeaderLine } from "../../../infra/http-api/http-api-event.ts";

/** RFC 9110, section 5.5: white space around a value is not part of it. */
export function withoutPadding(lines: readonly HeaderLine[]): HeaderLine[] {
  return lines.map(([name, value]) => [name, value.replace(/^[ \t]+|[ \t]+$/g, "")]);
}

/** API Gateway's form: lower-case names, values of a name joined by commas. */
export function incomingHeaders(lines: readonly HeaderLine[]): IncomingHttpHeaders {
  const values = Map.groupBy(withoutPadding(lines), ([name]) => name.toLowerCase());
  return Object.fromEntries(
    [...values].map(([name, own]) => [name, own.map(([, value]) => value).join(",")]),
  );
}
