import { vendors } from "../../functions/vendors.ts";
import { UsageError } from "../command-line/usage-error.ts";
import { type IntakeOptions, type RunningIntake, startIntake } from "../local/intake.ts";
import { listExamples, loadSimulator } from "../simulators/simulators.ts";
import { type Action, createActions } from "./actions/actions.ts";
import { createForgedCredentials, type ForgedCredentials } from "./actions/forged-credentials.ts";
import { type InspectorServer, startInspectorServer } from "./inspector-server.ts";
import { createLiveUpdates, type LiveUpdates } from "./live-updates.ts";
import { createMask, valuesOfSecret } from "./masking.ts";
import { readPageFiles } from "./page-files.ts";
import type { SourceView } from "./protocol.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import { readStores } from "./stores-view.ts";
import { subscribeToFunctions, subscribeToQueues } from "./subscribe.ts";

export const defaultPort = 8090;

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
    const tell = (ids: readonly string[]) => live?.tell(ids);
    const listeners = subscribeToFunctions(options, recorder, tell);
    const intake = await startIntake({ ...options, ...listeners, inspector: server.url });
    const unsubscribe = subscribeToQueues(intake, recorder, tell);
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

async function serve(
  server: InspectorServer,
  intake: RunningIntake,
  recorder: Recorder,
): Promise<LiveUpdates> {
  const forged = createForgedCredentials();
  const mask = createMask(() => secretValues(intake, forged));
  const sources = await readSources();
  const live = createLiveUpdates({ recorder, mask, sources, readStores: () => readStores(intake) });
  const actions = createActions(intake, forged, (event) => live.tell(recorder.release(event)));
  const refreshing = [...actions].map(([path, action]) => [path, thenRefresh(action, live)] as const);
  server.serve({
    files: readPageFiles(),
    actions: new Map(refreshing),
    stream: live.stream,
    writeResponse: mask,
  });
  return live;
}

/** Before a page has its response, all pages show the new depths. */
function thenRefresh(action: Action, live: LiveUpdates): Action {
  return (request) => action(request).finally(live.refresh);
}

/** A person may rotate a secret, so the values are read each time. */
function secretValues({ endpoints, aws }: RunningIntake, forged: ForgedCredentials): string[] {
  const vendorSides = Object.values(endpoints.secrets).flatMap((secret) => Object.values(secret));
  const stored = aws.secretsManager.storedValues().flatMap(valuesOfSecret);
  return [...vendorSides, ...stored, ...forged.values()];
}

function readSources(): Promise<SourceView[]> {
  return Promise.all(
    vendors.map(async ({ id }) => {
      const { defaultExample } = await loadSimulator(id);
      return { id, examples: listExamples(id), defaultExample };
    }),
  );
}
