import type { Secrets } from "../../../lib/authentication/secrets.ts";

export interface CountingSecrets extends Secrets {
  readonly calls: string[];
}

/** Holds `values`. A second read finds `newer`. */
export function countingSecrets(values: readonly unknown[], newer?: readonly unknown[]): CountingSecrets {
  const calls: string[] = [];
  const counted = <Versions>(name: string, versions: Versions) => {
    return async () => {
      calls.push(name);
      return versions;
    };
  };
  return { calls, read: counted("read", { values }), reread: counted("reread", newer && { values: newer }) };
}
