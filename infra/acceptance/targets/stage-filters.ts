import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { projectDirectory } from "../../project.ts";
import type { EventFilter } from "../target.ts";

const list = v.optional(v.array(v.string()));
const filters = v.record(v.string(), v.object({ sources: list, types: list, outcomes: list }));
const stageSchema = v.object({ consumers: v.optional(filters, { events: {} }) });
const cdkJsonSchema = v.object({ context: v.object({ stages: v.record(v.string(), stageSchema) }) });

/** As `cdk.json` has them. None for a stage that it does not have. */
export function readStageFilters(stage: string): Readonly<Record<string, EventFilter>> {
  const text = readFileSync(join(projectDirectory, "cdk.json"), "utf8");
  return v.parse(cdkJsonSchema, JSON.parse(text)).context.stages[stage]?.consumers ?? {};
}
