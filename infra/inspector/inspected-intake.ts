import { vendors } from "../../functions/vendors.ts";
import { UsageError } from "../command-line/usage-error.ts";
import { readLogLine } from "../local/functions/log-line.ts";
import {
  type IntakeOptions,
  type InvokedDelivery,
  type RunningIntake,
  startIntake,
} from "../local/intake.ts";
import { listExamples, loadSimulator } from "../simulators/simulators.ts";
import { createActions, type ForgedCredentials } from "./actions.ts";
import { failedResponse, readReceived, readResponse, readTakenMessage } from "./delivery-parts.ts";
import { type InspectorServer, startInspectorServer } from "./inspector-server.ts";
import { createLiveUpdates, type LiveUpdates } from "./live-updates.ts";
import { createMask, valuesOfSecret } from "./masking.ts";
import { readPageFiles } from "./page-files.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import { readStores } from "./stores.ts";

export const defaultPort = 8090;

/** Receives the ids of deliveries that have changed. */
type Tell = (ids: readonly string[]) => void;

/** Starts the intake, and beside it the inspector on its own port (0 = any free one, undefined = the default or any free one). */
export async function startInspectedIntake(
  options: IntakeOptions,
  port: number | undefined,
): Promise<RunningIntake> {
  // Before the intake, so a taken port is reported at once.
  const server = await openServer(port);
  try {
    const recorder = createRecorder();
    let live: LiveUpdates | undefined;
    const tell: Tell = (ids) => live?.tell(ids);
    const listeners = listen(options, recorder, tell);
    const intake = await startIntake({ ...options, ...listeners, inspector: server.url });
    const unsubscribe = intake.aws.sent.subscribe((message) => {
      const taken = readTakenMessage(message, intake.endpoints, new Date());
      if (taken) tell(recorder.take(taken));
    });
    live = await serve(server, intake, recorder);
    const stop = async () => {
      unsubscribe();
      live?.stop();
      await server.stop();
      await intake.stop();
    };
    return { ...intake, stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** A taken default port must not keep the intake from starting. */
async function openServer(port: number | undefined): Promise<InspectorServer> {
  if (port !== undefined) return startInspectorServer(port);
  return startInspectorServer(defaultPort).catch((error: unknown) => {
    if (error instanceof UsageError) return startInspectorServer(0);
    throw error;
  });
}

/** The listeners of an intake, which also record its deliveries and log lines. */
function listen({ onLog, onDelivery }: IntakeOptions, recorder: Recorder, tell: Tell) {
  return {
    onLog(name: string, line: string) {
      onLog(name, line);
      const logged = readLogLine(line);
      if (logged && "requestId" in logged) tell(recorder.log(logged));
    },
    onDelivery(delivery: InvokedDelivery) {
      onDelivery?.(delivery);
      const received = readReceived(delivery.name, delivery.event);
      if (!received) return;
      tell(recorder.receive(received));
      delivery.result
        .then(readResponse, () => failedResponse)
        .then((response) => tell(recorder.respond(received.id, response)));
    },
  };
}

async function serve(
  server: InspectorServer,
  intake: RunningIntake,
  recorder: Recorder,
): Promise<LiveUpdates> {
  const simulators = await Promise.all(
    vendors.map(async ({ id }) => ({ id, examples: listExamples(id), ...(await loadSimulator(id)) })),
  );
  const sources = simulators.map(({ id, examples, defaultExample }) => ({ id, examples, defaultExample }));
  const forged = Object.fromEntries(
    simulators.map(({ id, createCredentials }) => [id, createCredentials().vendorSide]),
  );
  const mask = createMask(() => secretValues(intake, forged));
  const live = createLiveUpdates({ recorder, mask, sources, readStores: () => readStores(intake) });
  const actions = createActions(intake, forged, (event) => live.tell(recorder.release(event)));
  // Before a page has its response, all pages show the new depths.
  const refreshing = [...actions].map(
    ([path, action]) => [path, (request: unknown) => action(request).finally(live.refresh)] as const,
  );
  server.serve({
    files: readPageFiles(),
    actions: new Map(refreshing),
    stream: live.stream,
    writeResponse: mask,
  });
  return live;
}

/** A person may rotate a secret, so the values are read each time. */
function secretValues({ endpoints, aws }: RunningIntake, forged: ForgedCredentials): string[] {
  const vendorSides = [...Object.values(endpoints.secrets), ...Object.values(forged)];
  const stored = aws.secretsManager.storedValues().flatMap(valuesOfSecret);
  return [...vendorSides.flatMap((secret) => Object.values(secret)), ...stored];
}
