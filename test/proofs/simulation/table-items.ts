import type { OutboxMessage } from "../../../lib/intake/ports.ts";
import type { SeenSignature } from "../../../lib/intake/seen-signatures.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** An item is recorded until a time, perhaps with signatures, or it is deferred. */
interface Item {
  readonly expiresAt?: Date;
  readonly signatures?: readonly SeenSignature[];
  readonly deferred?: OutboxMessage;
}

export type TableItems = ReturnType<typeof createTableItems>;

/** Every version that an item of the table ever had, for reads that are behind and for the invariants. */
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
    /** What is deferred at this time, oldest first. */
    listDeferred: (atMs: number): OutboxMessage[] =>
      [...versions.keys()].flatMap((key) => itemAt(key, atMs).deferred ?? []).sort(compareAge),
    /** Whether a signature with this id was recorded before, be it of a message that was sent or is deferred. */
    wasSeenBefore: (id: string, beforeMs: number): boolean =>
      signaturesBefore(beforeMs).some((seen) => seen.id === id),
    /** Whether a key, or a signature of what was sent with this id, was recorded so long ago that every read sees it. */
    wasRecordedBefore: (key: string, beforeMs: number): boolean =>
      (versions.get(key) ?? []).some(({ fromMs, item }) => !item.deferred && fromMs < beforeMs) ||
      signaturesBefore(beforeMs).some(({ id, isSent }) => id === key && isSent),
  };
}

/** An index's cursor holds the key besides the time: of two that were deferred at once none is skipped. */
export function compareAge(a: OutboxMessage, b: OutboxMessage): number {
  const byTime = a.deferredAt.getTime() - b.deferredAt.getTime();
  return byTime || a.message.deduplicationId.localeCompare(b.message.deduplicationId);
}
