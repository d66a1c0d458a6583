import { randomUUID } from "node:crypto";
import type { JsonObject } from "../../lib/json/json.ts";
import type { Simulator } from "../../lib/source/simulator.ts";
import { readExample } from "../simulators/simulators.ts";
import type { TargetSource } from "./target.ts";

/** What a vendor has to say, in one or several deliveries. */
export interface Notification {
  readonly correlationId: string;
  readonly body: JsonObject;
}

/** Writes what the vendor of a source could send. */
export function playVendor(source: TargetSource, simulator: Simulator, createId: () => string) {
  return {
    /** A published example, by default about someone new. */
    invent(
      change: JsonObject = {},
      example = simulator.defaultExample,
      subject = randomUUID(),
    ): Notification {
      const body = { ...simulator.about(readExample(source.vendor, example), subject), ...change };
      return { correlationId: createId(), body };
    },
    /** Authentic, and not understood. */
    inventUnknown: (): Notification => ({ correlationId: createId(), body: { note: randomUUID() } }),
    async write({ body, correlationId }: Notification, vendorSide = source.vendorSide) {
      const request = await simulator.createRequest(body, vendorSide, new Date());
      return { ...request, headers: { ...request.headers, "x-correlation-id": correlationId } };
    },
  };
}
