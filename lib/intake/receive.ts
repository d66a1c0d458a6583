import type { Authenticator } from "../authentication/authenticator.ts";
import type { Secrets } from "../authentication/secrets.ts";
import type { Delivery } from "../delivery/delivery.ts";
import {
  type HttpResponse,
  type RefusalCode,
  refusalResponse,
  unavailableResponse,
} from "../delivery/response.ts";
import type { Source } from "../source/define-vendor.ts";
import { deliver, type Ports } from "./deliver.ts";
import { failedReceipt, type Receipt } from "./receipt.ts";
import type { Steps } from "./steps.ts";

export interface Intake extends Ports {
  readonly source: Source;
  readonly authenticator: Authenticator;
  /** The source's secret, within a delivery's steps. */
  readonly secrets: (steps: Steps) => Secrets;
}

/** Published notifications stay below 4 kB. This fits a hundred documents. */
export const maxBodyBytes = 256 * 1024;

/**
 * Takes in one delivery: authenticate → read → check → send → record → acknowledge.
 *
 * A stop at any point neither blocks nor loses the vendor's retry:
 *
 *     check ─────────▶ send ─────────▶ record ─────────▶ acknowledge
 *            stop: nothing     stop: sent.       stop: recorded.
 *            was done          SQS absorbs a     A retry is a
 *                              retry within      duplicate
 *                              5 minutes
 *
 * A retry more than 5 minutes after a stop before record is a second event with the same id.
 */
export async function receiveDelivery(
  delivery: Delivery,
  intake: Intake,
  steps: Steps,
): Promise<{ readonly response: HttpResponse; readonly receipt: Receipt }> {
  try {
    return await takeIn(delivery, intake, steps);
  } catch (error) {
    return { response: unavailableResponse(), receipt: failedReceipt(error) };
  }
}

async function takeIn(delivery: Delivery, intake: Intake, steps: Steps) {
  const { source, authenticator, secrets, now } = intake;
  if (delivery.body.byteLength > maxBodyBytes) return refuse("body_too_large", authenticator);
  const authentication = await authenticator.authenticate(delivery, secrets(steps), now());
  if (!authentication.ok) return refuse(authentication.code, authenticator);
  const interpretation = source.interpret(authentication.delivery);
  const receipt = await deliver(interpretation, intake, steps);
  return { response: source.acknowledge(delivery), receipt };
}

function refuse(code: RefusalCode, authenticator: Authenticator) {
  return {
    response: refusalResponse(code, authenticator.challenge),
    receipt: { outcome: "refused", code } as const,
  };
}
