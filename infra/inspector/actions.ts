import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import * as v from "valibot";
import { nameOfFault } from "../aws-api/aws-calls.ts";
import { UsageError } from "../command-line/usage-error.ts";
import type { ReplayResponse } from "../replay/replay-functions.ts";
import { connectTo, localReplayTarget } from "../replay/replay-target.ts";
import { walkQuarantine } from "../replay/replay-walk.ts";
import { deliverOnce, localSource, localTarget } from "../simulators/simulator-client.ts";
import { loadSimulator, readExample } from "../simulators/simulators.ts";
import { explainIssues } from "./explanations.ts";
import { type ActionResponse, type Changes, kinds, paths, serviceNames } from "./protocol.ts";
import type { Recorder } from "./recorder.ts";
import { type Intake, readStores, services } from "./stores.ts";

/** Throws a `UsageError` for a request that makes no sense. */
export type Action = (request: unknown) => Promise<ActionResponse | Changes>;

interface Parts {
  readonly intake: Intake;
  readonly recorder: Recorder;
  readonly sources: Changes["sources"];
}

export function createActions(parts: Parts): ReadonlyMap<string, Action> {
  const { intake, recorder } = parts;
  const acting: typeof asking = (schema, act) =>
    asking(schema, (request) => act(request).finally(recorder.touch));
  return new Map([
    [paths.changes, asking(changesRequest, ({ after }) => readChanges(after, parts))],
    [paths.send, acting(sendRequest, (request) => send(request, intake))],
    [paths.replay, acting(replayRequest, createReplayAction(parts))],
    [paths.relay, acting(v.strictObject({}), () => relay(intake))],
    [paths.fault, acting(faultRequest, async (request) => switchService(request, intake))],
  ]);
}

function asking<Schema extends v.GenericSchema>(
  schema: Schema,
  answer: (request: v.InferOutput<Schema>) => ReturnType<Action>,
): Action {
  return async (request) => {
    const { success, output, issues } = v.safeParse(schema, request);
    if (success) return answer(output);
    const [issue] = issues;
    throw new UsageError(`The request is not understood: ${v.getDotPath(issue) ?? "it"}: ${issue.message}.`);
  };
}

const changesRequest = v.strictObject({ after: v.number() });

/** One delivery causes three or four changes within a few milliseconds. */
const gatherMs = 50;
/** Consumers receive from the queues at any time, so a page reads the depths this often without other news. */
const refreshMs = 1000;

/** Waits for a change, so a page knows it at once and asks seldom. */
async function readChanges(after: number, { intake, recorder, sources }: Parts): Promise<Changes> {
  const endMs = performance.now() + refreshMs;
  do await setTimeout(gatherMs);
  while (recorder.version() <= after && performance.now() < endMs);
  const stores = await readStores(intake);
  return { ...recorder.changes(after), sources, stores };
}

const failed = (text: string): ActionResponse => ({ ok: false, text });
const done = (text: string): ActionResponse => ({ ok: true, text });

const sendRequest = v.strictObject({ source: v.string(), example: v.string(), kind: v.picklist(kinds) });
type SendRequest = v.InferOutput<typeof sendRequest>;

/** Plays a vendor: delivers one of its examples, about a new subject, over the network. */
async function send({ kind, ...request }: SendRequest, { endpoints }: Intake): Promise<ActionResponse> {
  const { vendor } = localSource(request.source, endpoints);
  const simulator = await loadSimulator(vendor);
  const example = simulator.about(readExample(vendor, request.example), randomUUID());
  // Authentic, and without the fields that name a notification.
  const body = kind === "broken" ? { note: `about nothing: ${randomUUID()}` } : example;
  const own = localTarget(request.source, endpoints);
  // Credentials that no vendor holds.
  const target = kind === "forged" ? { ...own, vendorSide: simulator.createCredentials().vendorSide } : own;
  const deliver = async () => (await deliverOnce(simulator, target, body)).status;
  try {
    const first = await deliver();
    if (kind !== "repeated") return done(`Delivered once, answered ${first}.`);
    return done(`Delivered twice, answered ${first} and ${await deliver()}.`);
  } catch (error) {
    return failed(`The intake did not answer (${nameOfFault(error)}).`);
  }
}

const replayRequest = v.strictObject({ event: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) });

/** One walk at a time: SQS hides from a second walk the messages that the first one has received. */
function createReplayAction({ intake, recorder }: Parts) {
  let last: Promise<unknown> = Promise.resolve();
  return ({ event }: v.InferOutput<typeof replayRequest>) => {
    const replaying = last.then(() => replay(event, intake));
    last = replaying.then(({ ok }) => ok && recorder.release(event)).catch(() => undefined);
    return replaying;
  };
}

async function replay(event: string, { endpoints }: Intake): Promise<ActionResponse> {
  const { disconnect, ...target } = connectTo(localReplayTarget(endpoints));
  let found: ActionResponse | undefined;
  const { reason, cause } = await walkQuarantine({
    ...target,
    dryRun: false,
    accepted: new Set(),
    isWanted: ({ id }) => id === event,
    isStopped: () => found !== undefined,
    onResult({ response, delivery, isRemoved }) {
      if (response.outcome === "skipped" || delivery?.id !== event) return;
      found = { ok: isRemoved, text: replayTexts[response.outcome](response) };
    },
    now: () => new Date(),
  });
  disconnect();
  if (found) return found;
  if (reason === "unreachable")
    return failed(`The quarantine queue does not answer (${cause}). Switch the queue on first.`);
  return failed("It is not in quarantine. A replay took it out, or a consumer has received it.");
}

const stays = "It stays in quarantine.";

const replayTexts: Readonly<Record<ReplayResponse["outcome"], (response: ReplayResponse) => string>> = {
  accepted: () => "Understood now. Its event is sent.",
  duplicate: () => "Understood now. Its event was sent before.",
  deferred: () => "Understood now. Its event waits in the outbox.",
  understood: () => `It would be understood now. ${stays}`,
  quarantined: ({ issues = [] }) => `Still not understood${explainIssues(issues)}. ${stays}`,
  unreadable: () => `No function can read the message. ${stays}`,
  failed: ({ code, cause }) => `The function failed (${code ?? cause ?? "unknown"}). ${stays}`,
};

const relayReport = v.object({
  found: v.number(),
  sent: v.number(),
  finished: v.boolean(),
  cause: v.optional(v.string(), "unknown"),
});

/** Runs the relay function now. Its schedule runs it each minute. */
async function relay({ aws, endpoints }: Intake): Promise<ActionResponse> {
  try {
    return describeRelay(v.parse(relayReport, await aws.lambda.invoke(endpoints.relayFunction, {})));
  } catch (error) {
    return failed(`The relay failed (${nameOfFault(error)}). Look at the functions' logs.`);
  }
}

function describeRelay({ found, sent, finished, cause }: v.InferOutput<typeof relayReport>): ActionResponse {
  if (found === 0 && !finished) return failed(`The table does not answer (${cause}). Switch it on first.`);
  if (found === 0) return done("The outbox is empty.");
  const text = `Sent ${sent} of ${found} deferred messages`;
  return sent === found ? done(`${text}.`) : failed(`${text} (${cause}). The rest stays in the outbox.`);
}

const faultRequest = v.strictObject({ service: v.picklist(serviceNames), isUp: v.boolean() });

const switchTexts = {
  queue: [
    "The queue is off. The functions defer events to the outbox.",
    "The queue is on. The relay sends the outbox within a minute.",
  ],
  table: [
    "The table is off. Events still go out, and the queue alone drops repeats for five minutes.",
    "The table is on.",
  ],
} as const;

/** Off: AWS's side refuses every connection of the functions. */
function switchService({ service, isUp }: v.InferOutput<typeof faultRequest>, { aws }: Intake) {
  for (const name of services[service]) aws.faults[name].set({ mode: isUp ? "up" : "refuses" });
  return done(switchTexts[service][isUp ? 1 : 0]);
}
