/** The valid versions of a source's secret: AWSCURRENT first, then AWSPREVIOUS. */
export interface SecretVersions {
  readonly values: readonly unknown[];
}

export interface Secrets {
  /** The cached versions, read at the first call. Throws an `IntakeError` if there are none to serve. */
  readonly read: () => Promise<SecretVersions>;
  /** Newer versions, if the store may be asked again so soon and has some. */
  readonly reread: () => Promise<SecretVersions | undefined>;
}
