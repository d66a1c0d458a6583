import { join, relative, resolve } from "node:path";
import { bundleAhead } from "../bundling/bundle.ts";
import { claimDirectory } from "../command-line/claimed-directory.ts";
import { createCommand, run } from "../command-line/command.ts";
import { interruptedCode, unlessInterrupted, watchForInterruption } from "../command-line/interruption.ts";
import { directoryOption, wholeNumber } from "../command-line/options.ts";
import { print, tell } from "../command-line/progress.ts";
import type { Endpoints } from "../endpoints/endpoints.ts";
import { defaultPort } from "../inspector/inspector-server.ts";
import { createDeliveryLog, screenLine } from "../local/functions/delivery-log.ts";
import { printEvents } from "../local/print-events.ts";

interface Options {
  readonly stage: string;
  readonly port: number;
  readonly mutualTlsPort: number;
  readonly awsPort: number;
  readonly inspectorPort?: number;
  readonly directory: string;
}

function describe(endpoints: Endpoints, directory: string): string {
  const { inspector, http, mutualTls, aws, region, queueUrl, consumers, sources } = endpoints;
  const queues = Object.entries(consumers).map(([id, queue]) => `  ${id.padEnd(11)}  ${queue.queueUrl}\n`);
  return `
The intake is running.
  Inspector    ${inspector}   what goes on, live: open it in a browser
  HTTP         ${http}
  mutual TLS   ${mutualTls}
  AWS          ${aws}
${queues.length > 1 ? `\nEach consumer's queue:\n${queues.join("")}` : ""}
Next, in another terminal:
  npm run send -- ${Object.keys(sources)[0]}
  AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws sqs receive-message \\
    --endpoint-url ${aws} --region ${region} \\
    --queue-url ${queueUrl}

Addresses and credentials are in ${directory}/endpoints.json, the functions' logs in ${directory}/functions.log.
Each event on the queue prints a line here.
Ctrl-C stops everything.
`;
}

async function start(options: Options): Promise<void> {
  const ports = { http: options.port, mutualTls: options.mutualTlsPort, aws: options.awsPort };
  const directory = resolve(options.directory);
  const interruption = watchForInterruption();
  const release = claimDirectory(directory);
  try {
    print("Synthesizing the stack, bundling its functions, starting its services …");
    const onLog = createDeliveryLog(join(directory, "functions.log"), print);
    const intakeOptions = { stage: options.stage, ports, directory, onLog };
    // esbuild works while the rest is loaded.
    void bundleAhead();
    const starting = import("../inspector/inspected-intake.ts").then(({ startInspectedIntake }) =>
      startInspectedIntake(intakeOptions, options.inspectorPort),
    );
    const intake = await unlessInterrupted(starting, interruption);
    if (!intake || interruption.isStopped()) {
      await intake?.stop();
      process.exitCode = interruptedCode;
      return tell("Interrupted before the intake was running.");
    }
    printEvents(intake, (text) => print(screenLine(new Date(), "queue", text)));
    process.stdout.write(describe(intake.endpoints, relative(process.cwd(), directory)));
    await interruption.stopped;
    await intake.stop();
    print("Stopped.");
  } finally {
    release();
  }
}

const port = wholeNumber(0, 65_535);
const inspectorPort = `the page that shows deliveries (${defaultPort}, any free one if that is taken)`;
const command = createCommand("start", "Runs the intake on this computer, loopback only, until Ctrl-C.")
  .option("--stage <name>", "a stage of cdk.json", "dev")
  .option("--port <n>", "HTTP, for vendors without client certificates", port, 8080)
  .option("--mutual-tls-port <n>", "mutual TLS", port, 8443)
  .option("--aws-port <n>", "the AWS endpoint", port, 4566)
  .option("--inspector-port <n>", inspectorPort, port)
  .addOption(directoryOption("for certificates, logs and endpoints.json"))
  .addHelpText("after", "\nPort 0 means any free one. endpoints.json in the directory has all addresses.")
  .action(start);

await run(command);
