/** A client of any version of the AWS SDK from 3.930 on: its class is another type in each. */
export interface AnyClient {
  /** Older clients have none, and cannot send newer commands. */
  readonly config: { readonly protocol: object };
  readonly send: (command: never, options?: { readonly abortSignal?: AbortSignal }) => Promise<unknown>;
}
