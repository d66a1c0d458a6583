import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { UsageError } from "../../command-line/usage-error.ts";
import { projectDirectory } from "../../project.ts";

const list = v.optional(v.array(v.string()));
const consumer = v.object({ sources: list, types: list, outcomes: list });
const authentication = v.optional(v.record(v.string(), v.unknown()));
const stageSchema = v.object({
  retainData: v.optional(v.boolean(), false),
  consumers: v.optional(v.record(v.string(), consumer), { events: {} }),
  sources: v.record(v.string(), v.object({ vendor: v.optional(v.string()), authentication })),
});
const cdkJsonSchema = v.object({ context: v.object({ stages: v.record(v.string(), stageSchema) }) });

export type StageFacts = v.InferOutput<typeof stageSchema>;

/** What `cdk.json` says of a stage. */
export function readStage(name: string): StageFacts {
  const text = readFileSync(join(projectDirectory, "cdk.json"), "utf8");
  const stage = v.parse(cdkJsonSchema, JSON.parse(text)).context.stages[name];
  if (stage === undefined || Object.keys(stage.sources).length === 0)
    throw new UsageError(`cdk.json has no stage "${name}" with sources`);
  return stage;
}
