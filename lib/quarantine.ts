import type { AuthenticatedDelivery } from "./delivery.ts";
import { stringifyJson } from "./json.ts";

/** What was wrong with a delivery, without quoting it: a code, and the path of the field. */
export interface Issue {
  readonly code: string;
  readonly path?: string | undefined;
}

/**
 * An authentic delivery that was not understood, whole enough to be interpreted again by later code: the body byte
 * for byte, and no header that could hold a credential.
 */
export function writeQuarantined(
  source: string,
  key: string,
  delivery: AuthenticatedDelivery,
  issues: readonly Issue[],
): string {
  return stringifyJson({
    id: key,
    source,
    receivedat: delivery.receivedAt.toISOString(),
    correlationid: delivery.correlationId,
    issues,
    delivery: {
      id: delivery.id,
      pathParameters: delivery.pathParameters,
      contentType: delivery.headers["content-type"],
      body: Buffer.from(delivery.body).toString("base64"),
    },
  });
}
