import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import * as v from "valibot";
import { type Intake, receiveDelivery } from "../../intake/receive.ts";
import { type ReplayReceipt, replayDelivery } from "../../intake/replay.ts";
import { createSteps, type Steps } from "../../intake/steps.ts";
import type { Vendor } from "../../source/define-vendor.ts";
import type { Variables } from "../../wiring/environment.ts";
import { type HttpApiEvent, readHttpApiEvent, writeHttpApiResponse } from "./http-api-event.ts";
import { createIntake } from "./intake.ts";
import { recordDelivery, recordReplay } from "./telemetry.ts";
import { readTraceparent } from "./traceparent.ts";

export interface InvocationContext {
  readonly getRemainingTimeInMillis: () => number;
}

/**
 * `npm run replay` invokes a function with this event. HTTP callers cannot make it: API Gateway writes every field,
 * and none is `replay`. IAM limits direct invocations.
 */
const replayEvent = v.strictObject({
  replay: v.strictObject({ quarantined: v.string(), dryRun: v.boolean(), accepted: v.boolean() }),
});
type ReplayEvent = v.InferOutput<typeof replayEvent>;

type Handler = (
  event: HttpApiEvent | ReplayEvent,
  context: InvocationContext,
) => Promise<APIGatewayProxyStructuredResultV2 | ReplayReceipt>;

/** The handler of a vendor's source. The environment names the source. */
export function lambdaHandler(vendor: Vendor, variables: Variables): Handler {
  const intake = createIntake(vendor, variables);
  return (event, context) => {
    const steps = createSteps(context.getRemainingTimeInMillis(), () => performance.now());
    return v.is(replayEvent, event)
      ? handleReplay(event, intake, steps)
      : handleDelivery(event, intake, steps, readTraceparent(variables));
  };
}

/** Event → delivery → response, and one log line. */
async function handleDelivery(event: HttpApiEvent, intake: Intake, steps: Steps, traceparent?: string) {
  const startMs = performance.now();
  const delivery = readHttpApiEvent(event, intake.now(), traceparent);
  const { response, receipt } = await receiveDelivery(delivery, intake, steps);
  const { id: requestId, correlationId } = delivery;
  const durationMs = Math.round(performance.now() - startMs);
  recordDelivery({ requestId, correlationId, receipt, durationMs, tookMs: steps.tookMs });
  return writeHttpApiResponse(response);
}

async function handleReplay({ replay }: ReplayEvent, intake: Intake, steps: Steps): Promise<ReplayReceipt> {
  const receipt = await replayDelivery(replay, intake, steps);
  recordReplay({ receipt, tookMs: steps.tookMs });
  return receipt;
}
