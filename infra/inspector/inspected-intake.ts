import { UsageError } from "../command-line/usage-error.ts";
import { readLogLine } from "../local/functions/log-line.ts";
import {
  type IntakeOptions,
  type InvokedDelivery,
  type RunningIntake,
  startIntake,
} from "../local/intake.ts";
import { listExamples, loadSimulator } from "../simulators/simulators.ts";
import { createActions } from "./actions.ts";
import { failedResponse, readReceived, readResponse, readTakenMessage } from "./delivery-parts.ts";
import { defaultPort, type InspectorServer, startInspectorServer } from "./inspector-server.ts";
import { createMask, valuesOfSecret } from "./masking.ts";
import { readPageFiles } from "./page-files.ts";
import { createRecorder, type Recorder } from "./recorder.ts";

/** Starts the intake, and beside it the inspector on its own port (0 = any free one, undefined = the default or any free one). */
export async function startInspectedIntake(options: IntakeOptions, port: number | undefined) {
  await using started = new AsyncDisposableStack();
  // Before the intake, so a taken port is reported at once.
  const server = await openServer(port);
  started.defer(server.stop);
  const recorder = createRecorder();
  const recorded = { ...options, ...recordingListeners(options, recorder), inspector: server.url };
  const intake = await startIntake(recorded);
  started.defer(intake.stop);
  intake.aws.sent.subscribe((message) => {
    const taken = readTakenMessage(message, intake.endpoints);
    if (taken) recorder.take(taken);
  });
  await serve(server, intake, recorder);
  const running = started.move();
  return { ...intake, stop: () => running.disposeAsync() };
}

/** A taken default port must not keep the intake from starting. */
function openServer(port: number | undefined): Promise<InspectorServer> {
  return startInspectorServer(port ?? defaultPort).catch((error: unknown) => {
    if (port === undefined && error instanceof UsageError) return startInspectorServer(0);
    throw error;
  });
}

/** The listeners of an intake, which also record its deliveries and log lines. */
function recordingListeners({ onLog }: IntakeOptions, recorder: Recorder) {
  return {
    onLog(name: string, line: string) {
      onLog(name, line);
      const logged = readLogLine(line);
      if (logged && "requestId" in logged) recorder.log(logged);
    },
    onDelivery({ name, event, result }: InvokedDelivery) {
      const received = readReceived(name, event);
      recorder.receive(received);
      result
        .then(readResponse, () => failedResponse)
        .then((response) => recorder.respond(received.id, response));
    },
  };
}

async function serve(server: InspectorServer, intake: RunningIntake, recorder: Recorder): Promise<void> {
  const readSource = async ({ id, vendor }: RunningIntake["topology"]["sources"][number]) => {
    const { defaultExample } = await loadSimulator(vendor);
    return { id, examples: listExamples(vendor), defaultExample };
  };
  const sources = await Promise.all(intake.topology.sources.map(readSource));
  server.serve({
    files: readPageFiles(),
    actions: createActions({ intake, recorder, sources }),
    mask: createMask(() => secretValues(intake)),
  });
}

/** A person may rotate a secret, so the values are read each time. */
function secretValues({ endpoints, aws }: RunningIntake): string[] {
  const vendorSides = Object.values(endpoints.secrets).flatMap((secret) => Object.values(secret));
  return [...vendorSides, ...aws.secretsManager.storedValues().flatMap(valuesOfSecret)];
}
