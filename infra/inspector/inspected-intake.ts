import { vendors } from "../../functions/vendors.ts";
import { UsageError } from "../command-line/usage-error.ts";
import { type IntakeOptions, type RunningIntake, startIntake } from "../local/intake.ts";
import { listExamples, loadSimulator } from "../simulators/simulators.ts";
import { type Action, createActions } from "./actions/actions.ts";
import { readServices } from "./actions/fault-action.ts";
import { createStrangers, type Strangers } from "./actions/strangers.ts";
import { readDepths } from "./depths.ts";
import { hearFunctions, hearQueues } from "./hearing.ts";
import { type InspectorServer, startInspectorServer } from "./inspector-server.ts";
import { createLiveUpdates, type LiveUpdates } from "./live-updates.ts";
import { createMask, type Mask } from "./masking.ts";
import { type PageFile, readPageFiles } from "./page-files.ts";
import type { SourceView } from "./protocol.ts";
import { createRecorder } from "./recorder.ts";
import { valuesOfSecret } from "./secret-spellings.ts";

/** Where the inspector is, if nobody says where it has to be. */
export const defaultPort = 8090;

/**
 * The intake, and beside it the page that shows what goes on, on a port of its own (0 = any free one). Undefined is the
 * usual one, or any other if that is taken.
 */
export async function startInspectedIntake(
  options: IntakeOptions,
  port: number | undefined,
): Promise<RunningIntake> {
  const files = readPageFiles();
  const views = await readSources();
  // Before the intake, so that a taken port is told of at once.
  const server = await openServer(port);
  try {
    const recorder = createRecorder();
    let live: LiveUpdates | undefined;
    const tell = (ids: readonly string[]) => live?.tell(ids);
    const heard = hearFunctions(options, recorder, tell);
    const intake = await startIntake({ ...options, ...heard, inspector: server.url });
    const endHearing = hearQueues(intake, recorder, tell);
    const strangers = createStrangers();
    const mask = createMask(() => secretValues(intake, strangers));
    live = createLiveUpdates({
      recorder,
      mask,
      sources: views,
      readDepths: () => readDepths(intake),
      readServices: () => readServices(intake.aws.faults),
    });
    const actions = createActions(intake, strangers, (event) => tell(recorder.release(event)));
    serve(server, { actions, files, live, mask });
    const stop = async () => {
      endHearing();
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

/** Where nobody asked for a port, one that is taken must not keep the intake from starting. */
async function openServer(port: number | undefined): Promise<InspectorServer> {
  if (port !== undefined) return startInspectorServer(port);
  return startInspectorServer(defaultPort).catch((error: unknown) => {
    if (error instanceof UsageError) return startInspectorServer(0);
    throw error;
  });
}

interface Inspection {
  readonly actions: ReadonlyMap<string, Action>;
  readonly files: ReadonlyMap<string, PageFile>;
  readonly live: LiveUpdates;
  readonly mask: Mask;
}

function serve(server: InspectorServer, { actions, files, live, mask }: Inspection): void {
  const refreshing = [...actions].map(([path, action]) => [path, thenRefresh(action, live)] as const);
  server.serve({ files, actions: new Map(refreshing), stream: live.stream, writeResponse: mask });
}

/** When an action is answered, every page has seen what came of it. */
function thenRefresh(action: Action, live: LiveUpdates): Action {
  return (request) => action(request).finally(live.refresh);
}

/** What the vendors hold, and whatever is or was stored: a person may rotate a secret while this runs. */
function secretValues({ endpoints, aws }: RunningIntake, strangers: Strangers): string[] {
  const held = Object.values(endpoints.secrets).flatMap((secret) => Object.values(secret));
  return [...held, ...aws.secretsManager.storedValues().flatMap(valuesOfSecret), ...strangers.values()];
}

function readSources(): Promise<SourceView[]> {
  return Promise.all(
    vendors.map(async ({ id }) => {
      const { defaultExample } = await loadSimulator(id);
      return { id, examples: listExamples(id), defaultExample };
    }),
  );
}
