import type { OutboxMessage } from "../../../lib/intake/ports.ts";
import type { SeenSignature } from "../../../lib/intake/seen-signatures.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** Recorded until a time, perhaps with signatures, or deferred. */
interface Item {
  readonly expiresAt?: Date;
  readonly signatures?: readonly SeenSignature[];
  readonly deferred?: OutboxMessage;
}

export type TableItems = ReturnType<typeof createTableItems>;

/** All versions of each item, for late reads and invariants. */
export function createTableItems(time: VirtualTime) {
  const versions = new Map<string, { readonly fromMs: number; readonly item: Item }[]>();
  const itemAt = (key: string, atMs: number): Item =>
    versions.get(key)?.findLast(({ fromMs }) => fromMs <= atMs)?.item ?? {};
  const signaturesBefore = (beforeMs: number) =>
    [...versions.values()]
      .flat()
      .filter(({ fromMs }) => fromMs < beforeMs)
      .flatMap(({ item }) => item.signatures ?? []);
  return {
    itemAt,
    put(key: string, item: Item): true {
      versions.set(key, [...(versions.get(key) ?? []), { fromMs: time.now(), item }]);
      return true;
    },
    isFound(key: string, atMs: number, now: Date): boolean {
      const { deferred, expiresAt } = itemAt(key, atMs);
      return deferred !== undefined || (expiresAt !== undefined && expiresAt > now);
    },
    /** Oldest first. */
    listDeferred: (atMs: number): OutboxMessage[] =>
      [...versions.keys()].flatMap((key) => itemAt(key, atMs).deferred ?? []).sort(compareAge),
    /** Some sent or deferred message with this id had recorded its signature. */
    wasSeenBefore: (id: string, beforeMs: number): boolean =>
      signaturesBefore(beforeMs).some((seen) => seen.id === id),
    /** Every read sees the record of the key, or of this id's signature. */
    wasRecordedBefore: (key: string, beforeMs: number): boolean =>
      (versions.get(key) ?? []).some(({ fromMs, item }) => !item.deferred && fromMs < beforeMs) ||
      signaturesBefore(beforeMs).some(({ id, isSent }) => id === key && isSent),
  };
}

/** An index's cursor holds the key too, so equal times skip none. */
export function compareAge(a: OutboxMessage, b: OutboxMessage): number {
  const byTime = a.deferredAt.getTime() - b.deferredAt.getTime();
  return byTime || a.message.deduplicationId.localeCompare(b.message.deduplicationId);
}
