import { readFileSync } from "node:fs";
import * as v from "valibot";
import { vendors } from "../../functions/vendors.ts";
import { UsageError } from "../command-line/usage-error.ts";
import { localClientSettings, type localCredentials } from "../endpoints/client-settings.ts";
import type { Endpoints } from "../endpoints/endpoints.ts";

/** An intake whose queues are worked on: the local one, or a deployed one. */
export interface ReplayTarget {
  /** Names of the sources' functions, by source. */
  readonly functions: Readonly<Record<string, string>>;
  readonly quarantineQueueUrl: string;
  /** For the SDK's clients; what is not in here, they find as they always do. */
  readonly clientSettings: {
    readonly endpoint?: string;
    readonly region?: string;
    readonly credentials?: typeof localCredentials;
  };
  /** What to look at when AWS does not answer as it should. */
  readonly advice: string;
}

export function localReplayTarget(endpoints: Endpoints): ReplayTarget {
  const { functions, quarantineQueueUrl } = endpoints;
  return {
    functions,
    quarantineQueueUrl,
    clientSettings: localClientSettings(endpoints),
    advice: "is the intake running?",
  };
}

const outputsSchema = v.record(v.string(), v.record(v.string(), v.string()));
const intakeSchema = v.looseObject({ QuarantineQueueUrl: v.string() });

/** From the file that `cdk deploy --outputs-file` writes; with the credentials of the environment. */
export function deployedReplayTarget(path: string): ReplayTarget {
  const intakes = Object.values(readOutputs(path)).flatMap((outputs) => {
    const intake = v.safeParse(intakeSchema, outputs);
    return intake.success ? [{ outputs, ...intake.output }] : [];
  });
  const [intake, ...others] = intakes;
  if (!intake || others.length > 0) throw new UsageError(`${path} has to hold the outputs of one intake`);
  const { QuarantineQueueUrl: quarantineQueueUrl } = intake;
  const region = /^https:\/\/sqs\.([a-z0-9-]+)\./.exec(quarantineQueueUrl)?.[1];
  return {
    functions: functionsIn(intake.outputs),
    quarantineQueueUrl,
    clientSettings: region ? { region } : {},
    advice: "look at the credentials, and at the permissions that docs/operating.md lists in section 4",
  };
}

function readOutputs(path: string) {
  try {
    return v.parse(outputsSchema, JSON.parse(readFileSync(path, "utf8")));
  } catch {
    throw new UsageError(`${path} is not a file that "cdk deploy --outputs-file" wrote`);
  }
}

/** An output is called after its source, the id in PascalCase. */
function functionsIn(outputs: Readonly<Record<string, string>>): Record<string, string> {
  const byName = new Map(Object.entries(outputs).map(([name, value]) => [name.toLowerCase(), value]));
  const functions = vendors.flatMap(({ id }) => {
    const name = byName.get(`${id.replaceAll("-", "")}functionname`);
    return name === undefined ? [] : [[id, name] as const];
  });
  return Object.fromEntries(functions);
}
