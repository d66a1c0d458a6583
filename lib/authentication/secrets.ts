/** AWSCURRENT first, then AWSPREVIOUS. */
export interface SecretVersions {
  readonly values: readonly unknown[];
}

export interface Secrets {
  /** Reads once, then serves the cache. Throws an `IntakeError` without a version. */
  readonly read: () => Promise<SecretVersions>;
  /** Undefined during the pause, or without newer versions. */
  readonly reread: () => Promise<SecretVersions | undefined>;
}
