import * as v from "valibot";
import type { Endpoints } from "../../infra/local/endpoints.ts";
import { post } from "../../infra/simulators/post.ts";

const reportSchema = v.object({
  found: v.number(),
  sent: v.number(),
  failed: v.number(),
  finished: v.boolean(),
});
export type RedriveResult = v.InferOutput<typeof reportSchema>;

/** Runs the redrive function once, as a person would: by Lambda's Invoke. */
export async function invokeRedrive({ aws, redriveFunction }: Endpoints): Promise<RedriveResult> {
  const answer = await post(`${aws}/2015-03-31/functions/${redriveFunction}/invocations`, {}, "{}");
  return v.parse(reportSchema, JSON.parse(answer.body));
}
