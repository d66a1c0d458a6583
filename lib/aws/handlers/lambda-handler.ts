import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import * as v from "valibot";
import { receiveDelivery } from "../../intake/receive.ts";
import { type ReplayReceipt, replayDelivery } from "../../intake/replay.ts";
import { responseDeadline } from "../../intake/time-budget.ts";
import type { Vendor } from "../../source/define-vendor.ts";
import type { Variables } from "../../wiring/environment.ts";
import { type HttpApiEvent, readHttpApiEvent, writeHttpApiResponse } from "./http-api-event.ts";
import { createIntake } from "./intake.ts";
import { createStopwatch } from "./stopwatch.ts";
import { recordDelivery, recordReplay } from "./telemetry.ts";

/** What of Lambda's context is used. */
export interface InvocationContext {
  readonly getRemainingTimeInMillis: () => number;
}

/**
 * What `npm run replay` invokes a function with. API Gateway writes every field of its events itself and knows none of
 * this name, and nothing may stand beside it: no caller of the HTTP API can make such an event, only whoever IAM allows to
 * invoke the function directly.
 */
const replayEvent = v.strictObject({
  replay: v.strictObject({ quarantined: v.string(), dryRun: v.boolean(), accepted: v.boolean() }),
});
type ReplayEvent = v.InferOutput<typeof replayEvent>;

type Handler = (
  event: HttpApiEvent | ReplayEvent,
  context: InvocationContext,
) => Promise<APIGatewayProxyStructuredResultV2 | ReplayReceipt>;

/** The handler of a source's function: API Gateway's event → delivery → answer, and one line of log. */
export function lambdaHandler(source: Vendor, variables: Variables): Handler {
  const stopwatch = createStopwatch();
  const intake = createIntake(source, variables, stopwatch.time);
  return async (event, context) => {
    const startedAt = new Date();
    const startedMs = performance.now();
    const endsAt = responseDeadline(startedAt, context.getRemainingTimeInMillis());
    if (v.is(replayEvent, event)) {
      const receipt = await replayDelivery(event.replay, intake, endsAt);
      recordReplay({ receipt, callsMs: stopwatch.take() });
      return receipt;
    }
    const delivery = readHttpApiEvent(event, startedAt);
    const { response, receipt } = await receiveDelivery(delivery, intake, endsAt);
    const { id: requestId, correlationId } = delivery;
    recordDelivery({
      requestId,
      correlationId,
      receipt,
      // By a clock that is never set back: a negative time would cost the metric its percentiles.
      durationMs: Math.round(performance.now() - startedMs),
      callsMs: stopwatch.take(),
    });
    return writeHttpApiResponse(response);
  };
}
