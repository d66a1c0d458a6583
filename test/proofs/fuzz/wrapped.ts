import type { Member } from "./members.ts";

/** The bytes that an object was made into. */
export interface Wrapped {
  readonly bytes: Buffer;
  /** None if nobody can read the bytes as a JSON object any more. */
  readonly members: readonly Member[] | undefined;
}

/** One way of doing so. */
export type Wrap = (members: readonly Member[]) => Wrapped;

export function readable(members: readonly Member[], text: string): Wrapped {
  return { bytes: Buffer.from(text, "utf8"), members };
}

export function unreadable(bytes: Buffer | string): Wrapped {
  return { bytes: typeof bytes === "string" ? Buffer.from(bytes, "utf8") : bytes, members: undefined };
}
