import type { Secrets, SecretVersions } from "../../../lib/authentication/secrets.ts";

export interface CountingSecrets extends Secrets {
  readonly calls: string[];
}

/** Holds `values`. A second read finds `newer`. */
export function countingSecrets(values: readonly unknown[], newer?: readonly unknown[]): CountingSecrets {
  const calls: string[] = [];
  const held: SecretVersions = { values };
  const later: SecretVersions | undefined = newer && { values: newer };
  return {
    calls,
    async read() {
      calls.push("read");
      return held;
    },
    async reread() {
      calls.push("reread");
      return later;
    },
  };
}
