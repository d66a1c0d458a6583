import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import * as v from "valibot";
import type { Endpoints } from "../../endpoints/endpoints.ts";
import { maxCallMs, nameOfFault, within } from "../../replay/aws-calls.ts";
import { localReplayTarget } from "../../replay/replay-target.ts";
import type { ActionResponse } from "../protocol.ts";

export const relayRequest = v.strictObject({});

const reportSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    found: v.number(),
    sent: v.number(),
    finished: v.boolean(),
    cause: v.optional(v.string(), "unknown"),
  }),
);

/** Runs the relay function now. Its schedule runs it each minute. */
export async function relay(endpoints: Endpoints): Promise<ActionResponse> {
  const lambda = new LambdaClient(localReplayTarget(endpoints).clientSettings);
  const command = new InvokeCommand({ FunctionName: endpoints.relayFunction, Payload: "{}" });
  try {
    const { Payload } = await within(maxCallMs.invoke, (options) => lambda.send(command, options));
    return describe(v.parse(reportSchema, Payload?.transformToString() ?? ""));
  } catch (error) {
    return { ok: false, text: `The relay failed (${nameOfFault(error)}). Look at the functions' logs.` };
  } finally {
    lambda.destroy();
  }
}

function describe({ found, sent, finished, cause }: v.InferOutput<typeof reportSchema>): ActionResponse {
  if (found === 0 && !finished)
    return { ok: false, text: `The table does not answer (${cause}). Switch it on first.` };
  if (found === 0) return { ok: true, text: "The outbox is empty." };
  const messages = `${found} deferred ${found === 1 ? "message" : "messages"}`;
  if (sent === found) return { ok: true, text: `Sent ${messages}.` };
  return { ok: false, text: `Sent ${sent} of ${messages} (${cause}). The rest stays in the outbox.` };
}
