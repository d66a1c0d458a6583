export type CountingSecrets = ReturnType<typeof countingSecrets>;

/** Holds `values`. A second read finds `newer`. */
export function countingSecrets(values: readonly unknown[], newer?: readonly unknown[]) {
  const calls: string[] = [];
  const counted = <Versions>(name: string, versions: Versions) => {
    return async () => {
      calls.push(name);
      return versions;
    };
  };
  return { calls, read: counted("read", { values }), reread: counted("reread", newer && { values: newer }) };
}
