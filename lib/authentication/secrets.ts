/** AWSCURRENT first, then AWSPREVIOUS. */
export interface SecretVersions {
  readonly values: readonly unknown[];
}

export interface Secrets {
  /** The cached versions. Throws an `IntakeError` if none can serve. */
  readonly read: () => Promise<SecretVersions>;
  /** Undefined during the pause, or without newer versions. */
  readonly reread: () => Promise<SecretVersions | undefined>;
}
