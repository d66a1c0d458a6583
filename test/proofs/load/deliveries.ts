import { randomInt, randomUUID } from "node:crypto";
import type { SourceId } from "../../../functions/vendors.ts";
import type { VendorTarget } from "../../../infra/simulators/simulator-client.ts";
import { listExamples, readExample } from "../../../infra/simulators/simulators.ts";
import type { JsonObject } from "../../../lib/json/json.ts";
import type { Simulator } from "../../../lib/source/simulator.ts";
import { identityOf } from "../chaos/identities.ts";
import { isRepeatable } from "../chaos/notifications.ts";
import type { LoadRequest } from "./connection.ts";
import type { Kind } from "./mix.ts";

/** A delivery that is ready to be sent. */
export interface Delivery extends LoadRequest {
  readonly kind: Kind;
  /** The vendor's own ids, by which the notification is known again on the queue. */
  readonly identity: string;
  /** Says that this notification may be repeated from now on. */
  readonly remember: () => void;
}

/** A duplicate is of one of so many that were acknowledged last: far less than five minutes old. */
const maxRemembered = 100;

/**
 * Writes and signs what a vendor sends on one connection. A notification is repeated on its own connection and after it was
 * acknowledged, so that no duplicate is ever under way together with another one of it.
 */
export function createDeliveries(
  source: SourceId,
  simulator: Simulator,
  target: VendorTarget,
): (wanted: Kind) => Promise<Delivery> {
  const writeNew = createWriter(source, simulator);
  const stranger: unknown = simulator.createCredentials().vendorSide;
  const { pick, remember } = createMemory();
  return async (wanted) => {
    const old = wanted === "duplicate" ? pick() : undefined;
    const kind = wanted === "duplicate" && !old ? "new" : wanted;
    const body = old ?? writeNew();
    const vendorSide = kind === "refused" ? stranger : target.vendorSide;
    const request = await simulator.createRequest(body, vendorSide, new Date());
    return {
      kind,
      identity: identityOf(source, body),
      url: `${target.address}${request.path}`,
      headers: request.headers,
      body: request.body,
      remember: () => remember(body),
    };
  };
}

/** The vendor's examples in turn, each time about another subject; but none that can come twice (ADR 8). */
function createWriter(source: SourceId, simulator: Simulator): () => JsonObject {
  const names = listExamples(source).filter((name) => !isRepeatable(source, name));
  const examples = names.map((name) => readExample(source, name));
  let written = 0;
  return () => {
    written += 1;
    return simulator.about(examples[written % examples.length] ?? {}, randomUUID());
  };
}

function createMemory() {
  const remembered: JsonObject[] = [];
  return {
    pick: () => (remembered.length > 0 ? remembered[randomInt(remembered.length)] : undefined),
    remember(body: JsonObject) {
      remembered.push(body);
      if (remembered.length > maxRemembered) remembered.shift();
    },
  };
}
