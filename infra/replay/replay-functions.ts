import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import * as v from "valibot";
import { callBy, within } from "../../lib/aws/sdk/deadline.ts";
import type { ReplayRequest } from "../../lib/intake/replay.ts";
import { maxCallMs, nameOfFault } from "../aws-api/aws-calls.ts";

/** These outcomes remove a message from the quarantine. */
export const handledOutcomes = ["accepted", "duplicate", "deferred"] as const;
const outcomes = [...handledOutcomes, "quarantined", "understood", "unreadable", "failed"] as const;
const text = v.optional(v.string());
const responseSchema = v.object({
  outcome: v.picklist(outcomes),
  event: text,
  code: text,
  cause: text,
  tableFault: text,
  issues: v.optional(v.array(v.object({ code: v.string(), path: text }))),
});
const payloadSchema = v.pipe(v.string(), v.parseJson(), responseSchema);
const errorSchema = v.pipe(v.string(), v.parseJson(), v.object({ errorType: v.string() }));

/** `failed` if the function does not answer. */
export type ReplayResponse = v.InferOutput<typeof responseSchema>;

/** Invokes the source's function. Never throws. */
export type Replay = (source: string, request: ReplayRequest) => Promise<ReplayResponse>;

export function createReplay(
  client: LambdaClient,
  functionOf: (source: string) => string | undefined,
): Replay {
  return async (source, replay) => {
    const FunctionName = functionOf(source);
    if (FunctionName === undefined) return { outcome: "unreadable" };
    const command = new InvokeCommand({ FunctionName, Payload: JSON.stringify({ replay }) });
    try {
      const { FunctionError, Payload } = await callBy(within(maxCallMs.invoke), (options) =>
        client.send(command, options),
      );
      return readResponse(Payload?.transformToString() ?? "", FunctionError);
    } catch (error) {
      return { outcome: "failed", cause: nameOfFault(error) };
    }
  };
}

/** Names only the type: messages may quote deliveries. */
function readResponse(payload: string, functionError: string | undefined): ReplayResponse {
  if (functionError !== undefined) {
    const error = v.safeParse(errorSchema, payload);
    const cause = error.success ? error.output.errorType.replace(/[^\w.]/g, "") : functionError;
    return { outcome: "failed", cause: `FunctionError ${cause}` };
  }
  const { success, output } = v.safeParse(payloadSchema, payload);
  return success ? output : { outcome: "failed", cause: "the function does not know replays" };
}
