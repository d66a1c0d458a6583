import type { JsonObject } from "../../../lib/json/json.ts";

/** Our field, which the body carries into every message. */
export function withMark(body: JsonObject, mark: string): JsonObject {
  return { ...body, note: `mark:${mark};` };
}

/** A notification's name, unique in a run. */
export function nameOf({ source, mark }: Readonly<Record<"source" | "mark", string>>): string {
  return `${source} ${mark}`;
}

/** Reads the name of an event's or a quarantined delivery's notification. */
export function nameIn(message: string): string {
  const [, source = ""] = /"source":"([\w-]+)"/.exec(message) ?? [];
  const [, mark = ""] = /mark:([\w-]+);/.exec(legible(message)) ?? [];
  return nameOf({ source, mark });
}

/** Appends a quarantined delivery's decoded body. */
export function legible(message: string): string {
  const [, encoded = ""] = /"body":"([\w+/=]*)"/.exec(message) ?? [];
  return message + Buffer.from(encoded, "base64").toString("latin1");
}
