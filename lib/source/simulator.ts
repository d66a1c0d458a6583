import type { AuthenticationSettings } from "../authentication/authenticator.ts";
import type { JsonObject } from "../json/json.ts";

/** Plays a vendor. No bundle holds it. */
export interface Simulator {
  /** A file of the `examples` folder, without `.json`. */
  readonly defaultExample: string;
  /** By default for the vendor's default authentication. */
  readonly createCredentials: (authentication?: AuthenticationSettings) => SimulatorCredentials;
  /** The vendor's request with this body. */
  readonly createRequest: (
    body: JsonObject,
    vendorSide: unknown,
    now: Date,
  ) => Promise<SimulatedRequest> | SimulatedRequest;
  /** The notification with another subject. */
  readonly about: (body: JsonObject, uuid: string) => JsonObject;
  readonly retry: RetryRule;
  /** The body of a 200 that the vendor's page asks for. */
  readonly success: (body: JsonObject) => string;
  /** Values that the vendor's page does not list, but allows for. */
  readonly unlisted?: JsonObject;
  /** A text that no signature covers, if one covers the others. */
  readonly unsignedField?: string;
}

interface SimulatorCredentials {
  /** The deployer's secret. */
  readonly ourSide: Readonly<Record<string, string>>;
  /** The vendor's keys. Only a private key differs. */
  readonly vendorSide: Readonly<Record<string, string>>;
}

export interface SimulatedRequest {
  /** Below the vendor's configured address. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface RetryRule {
  /** Published pauses between attempts. Empty means one attempt. */
  readonly intervalsSeconds: readonly number[];
  /** Repeats the last interval forever. */
  readonly endless?: boolean;
  /** True if the response stops the vendor. */
  readonly isDone: (status: number, body: string) => boolean;
}

/** Undefined if the vendor gives up. */
export function pauseSeconds({ intervalsSeconds, endless }: RetryRule, attempt: number): number | undefined {
  return intervalsSeconds[attempt - 1] ?? (endless ? intervalsSeconds.at(-1) : undefined);
}
