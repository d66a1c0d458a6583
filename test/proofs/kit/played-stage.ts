import { readStage } from "../../../infra/acceptance/targets/stage.ts";

/** The stage of `cdk.json` for chaos. Two of its sources are of one vendor. It has a topic with several consumers. */
export const playedStage = "example";

const { sources, consumers } = readStage(playedStage);
export const stageSources = Object.entries(sources).map(([id, { vendor = id }]) => ({ id, vendor }));
export const stageConsumers = consumers;
