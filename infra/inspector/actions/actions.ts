import * as v from "valibot";
import { UsageError } from "../../command-line/usage-error.ts";
import type { RunningIntake } from "../../local/intake.ts";
import { type ActionResponse, paths } from "../protocol.ts";
import { faultRequest, switchService } from "./fault-action.ts";
import { relay, relayRequest } from "./relay-action.ts";
import { createReplayAction, replayRequest } from "./replay-action.ts";
import { send, sendRequest } from "./send-action.ts";
import type { Strangers } from "./strangers.ts";

/** Does what a request asks for. A request that makes no sense is a `UsageError`. */
export type Action = (request: unknown) => Promise<ActionResponse>;

/** What the page can have done, by path. */
export function createActions(
  { endpoints, aws }: Pick<RunningIntake, "endpoints" | "aws">,
  strangers: Strangers,
  onReleased: (event: string) => void,
): ReadonlyMap<string, Action> {
  const replay = createReplayAction(endpoints, onReleased);
  return new Map<string, Action>([
    [paths.send, async (request) => send(read(sendRequest, request), endpoints, strangers)],
    [paths.replay, async (request) => replay(read(replayRequest, request))],
    [
      paths.relay,
      async (request) => {
        read(relayRequest, request);
        return relay(endpoints);
      },
    ],
    [paths.fault, async (request) => switchService(read(faultRequest, request), aws.faults)],
  ]);
}

function read<Schema extends v.GenericSchema>(schema: Schema, request: unknown): v.InferOutput<Schema> {
  const { success, output, issues } = v.safeParse(schema, request);
  if (success) return output;
  const [issue] = issues;
  throw new UsageError(`The request is not understood: ${v.getDotPath(issue) ?? "it"}: ${issue.message}.`);
}
