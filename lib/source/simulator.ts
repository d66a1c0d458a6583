import type { AuthenticationSettings } from "../authentication/authenticator.ts";
import type { JsonObject } from "../json/json.ts";

/** Plays a vendor for the local intake, `npm run send` and the tests. No bundle holds it. */
export interface Simulator {
  /** A file in the vendor's `examples` folder, without `.json`. */
  readonly defaultExample: string;
  /** Makes random credentials, for the vendor's default authentication or another one. */
  readonly createCredentials: (authentication?: AuthenticationSettings) => SimulatorCredentials;
  /** The request that the vendor makes of a body. */
  readonly createRequest: (
    body: JsonObject,
    vendorSide: unknown,
    now: Date,
  ) => Promise<SimulatedRequest> | SimulatedRequest;
  /** The same notification about another subject. */
  readonly about: (body: JsonObject, uuid: string) => JsonObject;
  readonly retry: RetryRule;
}

interface SimulatorCredentials {
  /** What the deployer stores in the source's secret. */
  readonly ourSide: Readonly<Record<string, string>>;
  /** What the vendor holds. It differs only if the vendor signs with a private key: `send` takes the stored secret. */
  readonly vendorSide: Readonly<Record<string, string>>;
}

export interface SimulatedRequest {
  /** Below the address that the vendor was given. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface RetryRule {
  /** Seconds between attempts, as published. Empty for a single attempt. */
  readonly intervalsSeconds: readonly number[];
  /** True where the vendor goes on with the last interval and names no end. */
  readonly endless?: boolean;
  /** Whether the vendor is content with an answer and stops. */
  readonly isDone: (status: number, body: string) => boolean;
}

/** The pause after the vendor's first, second, … attempt. Undefined where it gives up. */
export function pauseSeconds({ intervalsSeconds, endless }: RetryRule, attempt: number): number | undefined {
  return intervalsSeconds[attempt - 1] ?? (endless ? intervalsSeconds.at(-1) : undefined);
}
