import type { SourceId } from "../../../functions/vendors.ts";
import type { Body } from "./bodies.ts";
import type { HeaderLine, Proves } from "./credentials.ts";
import type { CertificateName } from "./secrets.ts";
import type { StageName } from "./settings.ts";

/** One HTTP delivery to a stage. */
export interface Request {
  readonly stage: StageName;
  /** Whose deliveries it is like. */
  readonly sender: SourceId;
  /** The sender's own path. */
  readonly ownTarget: string;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: readonly HeaderLine[];
  /** What its credential proves, if that is still whole. */
  readonly proves: Proves;
  readonly body: Body;
  readonly sourceAddress: string;
  readonly certificate: CertificateName | undefined;
  /** The names of the changes to it. */
  readonly changes: readonly string[];
}
