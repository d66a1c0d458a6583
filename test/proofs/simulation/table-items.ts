import type { OutboxMessage } from "../../../lib/intake/ports.ts";
import type { SeenSignature } from "../../../lib/intake/seen-signatures.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** An item is recorded until a time, deferred, or holds signatures. */
type Item =
  | { readonly expiresAt: Date }
  | { readonly deferred: OutboxMessage }
  | { readonly expiresAt: Date; readonly signatures: readonly SeenSignature[] };

/** Every version that an item of the table ever had, for reads that are behind and for the invariants. */
export interface TableItems {
  readonly put: (key: string, item: Item) => true;
  readonly isFound: (key: string, atMs: number, now: Date) => boolean;
  readonly signaturesAt: (key: string, atMs: number) => readonly SeenSignature[];
  readonly deferredAt: (key: string, atMs: number) => OutboxMessage | undefined;
  /** What is deferred at this time, oldest first. */
  readonly listDeferred: (atMs: number) => OutboxMessage[];
  /** Whether a signature with this id was recorded before, be it of a message that was sent or is deferred. */
  readonly wasSeenBefore: (id: string, beforeMs: number) => boolean;
  /** Whether a key, or a signature of what was sent with this id, was recorded so long ago that every read sees it. */
  readonly wasRecordedBefore: (key: string, beforeMs: number) => boolean;
}

export function createTableItems(time: VirtualTime): TableItems {
  const versions = new Map<string, { readonly fromMs: number; readonly item: Item }[]>();
  const itemAt = (key: string, atMs: number): Item | undefined =>
    versions.get(key)?.findLast(({ fromMs }) => fromMs <= atMs)?.item;
  const deferredAt = (key: string, atMs: number): OutboxMessage | undefined => {
    const item = itemAt(key, atMs);
    return item && "deferred" in item ? item.deferred : undefined;
  };
  const signaturesBefore = (beforeMs: number) =>
    [...versions.values()]
      .flat()
      .filter(({ fromMs }) => fromMs < beforeMs)
      .flatMap(({ item }) => signaturesIn(item));
  return {
    put(key, item) {
      versions.set(key, [...(versions.get(key) ?? []), { fromMs: time.now(), item }]);
      return true;
    },
    isFound(key, atMs, now) {
      const item = itemAt(key, atMs);
      return item !== undefined && ("deferred" in item || item.expiresAt > now);
    },
    signaturesAt: (key, atMs) => signaturesIn(itemAt(key, atMs)),
    deferredAt,
    listDeferred: (atMs) =>
      [...versions.keys()].flatMap((key) => deferredAt(key, atMs) ?? []).sort(compareAge),
    wasSeenBefore: (id, beforeMs) => signaturesBefore(beforeMs).some((seen) => seen.id === id),
    wasRecordedBefore: (key, beforeMs) =>
      (versions.get(key) ?? []).some(({ fromMs, item }) => !("deferred" in item) && fromMs < beforeMs) ||
      signaturesBefore(beforeMs).some(({ id, isSent }) => id === key && isSent),
  };
}

function signaturesIn(item: Item | undefined): readonly SeenSignature[] {
  return item && "signatures" in item ? item.signatures : [];
}

/** An index's cursor holds the key besides the time: of two that were deferred at once none is skipped. */
export function compareAge(a: OutboxMessage, b: OutboxMessage): number {
  const byTime = a.deferredAt.getTime() - b.deferredAt.getTime();
  return byTime || a.message.deduplicationId.localeCompare(b.message.deduplicationId);
}
