import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectDirectory } from "../../../infra/project.ts";
import { chooseSource } from "../../../infra/settings/chosen-source.ts";
import { readStageSettings } from "../../../infra/settings/read-stage-settings.ts";

/** The stage of `cdk.json` for load and chaos. Two of its sources are of one vendor. */
export const playedStage = "example";

const cdkJson = readFileSync(join(projectDirectory, "cdk.json"), "utf8");
const { sources } = readStageSettings(JSON.parse(cdkJson).context.stages, playedStage);
export const stageSources = Object.entries(sources).map(([id, props]) => chooseSource(id, props));
