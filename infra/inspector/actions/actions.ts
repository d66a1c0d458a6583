import * as v from "valibot";
import { UsageError } from "../../command-line/usage-error.ts";
import type { RunningIntake } from "../../local/intake.ts";
import { type ActionResponse, paths } from "../protocol.ts";
import { faultRequest, switchService } from "./fault-action.ts";
import type { ForgedCredentials } from "./forged-credentials.ts";
import { relay, relayRequest } from "./relay-action.ts";
import { createReplayAction, replayRequest } from "./replay-action.ts";
import { send, sendRequest } from "./send-action.ts";

/** Throws a `UsageError` for a request that makes no sense. */
export type Action = (request: unknown) => Promise<ActionResponse>;

/** The actions by path. `onReleased` receives the event of each delivery that a replay takes out of the quarantine. */
export function createActions(
  { endpoints, aws }: Pick<RunningIntake, "endpoints" | "aws">,
  forged: ForgedCredentials,
  onReleased: (event: string) => void,
): ReadonlyMap<string, Action> {
  const replay = createReplayAction(endpoints, onReleased);
  return new Map([
    [paths.send, actionOf(sendRequest, (request) => send(request, endpoints, forged))],
    [paths.replay, actionOf(replayRequest, replay)],
    [paths.relay, actionOf(relayRequest, () => relay(endpoints))],
    [paths.fault, actionOf(faultRequest, async (request) => switchService(request, aws.faults))],
  ]);
}

function actionOf<Schema extends v.GenericSchema>(
  schema: Schema,
  act: (request: v.InferOutput<Schema>) => Promise<ActionResponse>,
): Action {
  return async (request) => {
    const { success, output, issues } = v.safeParse(schema, request);
    if (success) return act(output);
    const [issue] = issues;
    throw new UsageError(`The request is not understood: ${v.getDotPath(issue) ?? "it"}: ${issue.message}.`);
  };
}
