import * as v from "valibot";
import type { Endpoints } from "../../infra/endpoints/endpoints.ts";
import { post } from "../../infra/simulators/post.ts";

const reportSchema = v.object({
  found: v.number(),
  sent: v.number(),
  failed: v.number(),
  finished: v.boolean(),
});
export type RelayResult = v.InferOutput<typeof reportSchema>;

/** Runs the relay once through Lambda's Invoke. */
export async function invokeRelay({ aws, relayFunction }: Endpoints): Promise<RelayResult> {
  const response = await post(`${aws}/2015-03-31/functions/${relayFunction}/invocations`, {}, "{}");
  return v.parse(reportSchema, JSON.parse(response.body));
}
