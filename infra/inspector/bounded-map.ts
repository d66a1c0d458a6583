export interface BoundedMap<Value> {
  readonly get: (key: string) => Value | undefined;
  readonly has: (key: string) => boolean;
  readonly set: (key: string, value: Value) => void;
  readonly delete: (key: string) => void;
  /** In the order in which they came. */
  readonly keys: () => readonly string[];
}

/** Keeps the last ones, and of those before them what is still needed. */
export function createBoundedMap<Value>(
  most: number,
  isNeeded: (key: string) => boolean = () => false,
): BoundedMap<Value> {
  const entries = new Map<string, Value>();
  return {
    get: (key) => entries.get(key),
    has: (key) => entries.has(key),
    set(key, value) {
      entries.set(key, value);
      if (entries.size <= most) return;
      const oldest = entries.keys().find((one) => !isNeeded(one));
      if (oldest !== undefined) entries.delete(oldest);
    },
    delete: (key) => void entries.delete(key),
    keys: () => [...entries.keys()],
  };
}
