import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EventFilter } from "../../../infra/acceptance/target.ts";
import { projectDirectory } from "../../../infra/project.ts";
import { chooseSource } from "../../../infra/settings/chosen-source.ts";
import { readStageSettings } from "../../../infra/settings/read-stage-settings.ts";

/** The stage of `cdk.json` for chaos. Two of its sources are of one vendor. It has a topic with several consumers. */
export const playedStage = "example";

const cdkJson = readFileSync(join(projectDirectory, "cdk.json"), "utf8");
const { sources, consumers = {} } = readStageSettings(JSON.parse(cdkJson).context.stages, playedStage);
export const stageSources = Object.entries(sources).map(([id, props]) => chooseSource(id, props));
export const stageConsumers: Readonly<Record<string, EventFilter>> = consumers;
