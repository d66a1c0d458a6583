import { join, relative, resolve } from "node:path";
import { Option } from "commander";
import { vendors } from "../../functions/vendors.ts";
import { claimDirectory } from "../command-line/claimed-directory.ts";
import { createCommand, run } from "../command-line/command.ts";
import { interruptedCode, unlessInterrupted, watchForInterruption } from "../command-line/interruption.ts";
import { directoryOption, port } from "../command-line/options.ts";
import { tell } from "../command-line/progress.ts";
import type { Endpoints } from "../endpoints/endpoints.ts";
import { defaultPort, startInspectedIntake } from "../inspector/inspected-intake.ts";
import { startExampleConsumer } from "../local/consumer/example-consumer.ts";
import { createDeliveryLog, screenLine } from "../local/functions/delivery-log.ts";
import type { RunningIntake } from "../local/intake.ts";

interface Options {
  readonly port: number;
  readonly mutualTlsPort: number;
  readonly awsPort: number;
  readonly inspectorPort?: number;
  readonly directory: string;
  readonly consumer: boolean;
}

function describe(endpoints: Endpoints, directory: string): string {
  const { inspector, http, mutualTls, aws, region, queueUrl } = endpoints;
  return `
The intake is running.
  Inspector    ${inspector}   what goes on, live: open it in a browser
  HTTP         ${http}
  mutual TLS   ${mutualTls}
  AWS          ${aws}

Next, in another terminal:
  npm run send -- ${vendors[0].id}
  AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws sqs receive-message \\
    --endpoint-url ${aws} --region ${region} \\
    --queue-url ${queueUrl}

Addresses and credentials are in ${directory}/endpoints.json, the functions' logs in ${directory}/functions.log.
An example consumer, infra/local/consumer, prints each event that it sees, and leaves it on the queue.
Ctrl-C stops everything.
`;
}

const print = (line: string) => void process.stdout.write(`${line}\n`);

function startConsumer(intake: RunningIntake) {
  return startExampleConsumer(intake, (text) => print(screenLine(new Date(), "consumer", text)));
}

async function start(options: Options): Promise<void> {
  const { port: http, mutualTlsPort: mutualTls, awsPort: aws, inspectorPort } = options;
  const directory = resolve(options.directory);
  const interruption = watchForInterruption();
  const release = claimDirectory(directory);
  try {
    print("Synthesizing the stack, bundling its functions, starting its services …");
    const onLog = createDeliveryLog(join(directory, "functions.log"), print);
    const starting = startInspectedIntake(
      { ports: { http, mutualTls, aws }, directory, onLog },
      inspectorPort,
    );
    const intake = await unlessInterrupted(starting, interruption);
    if (!intake || interruption.isStopped()) {
      await intake?.stop();
      process.exitCode = interruptedCode;
      return tell("Interrupted before the intake was running.");
    }
    const consumer = options.consumer ? await startConsumer(intake) : undefined;
    process.stdout.write(describe(intake.endpoints, relative(process.cwd(), directory)));
    await interruption.stopped;
    // A consumer that waits for a switched-off queue stops with it.
    await Promise.all([consumer?.stop(), intake.stop()]);
    print("Stopped.");
  } finally {
    release();
  }
}

function portOption(flag: string, description: string, variable: string): Option {
  return new Option(`${flag} <n>`, description).env(variable).argParser(port);
}

const command = createCommand("start", "Runs the intake on this computer, loopback only, until Ctrl-C.")
  .addOption(
    portOption("--port", "HTTP, for vendors without client certificates", "NOTIFICATIONS_HTTP_PORT").default(
      8080,
    ),
  )
  .addOption(portOption("--mutual-tls-port", "mutual TLS", "NOTIFICATIONS_MUTUAL_TLS_PORT").default(8443))
  .addOption(portOption("--aws-port", "the AWS endpoint", "NOTIFICATIONS_AWS_PORT").default(4566))
  .addOption(
    portOption(
      "--inspector-port",
      `the page that shows deliveries (${defaultPort}, any free one if that is taken)`,
      "NOTIFICATIONS_INSPECTOR_PORT",
    ),
  )
  .addOption(directoryOption("for certificates, logs and endpoints.json"))
  .option("--no-consumer", "without the example consumer, which prints what becomes of each event")
  .addHelpText(
    "after",
    "\nPort 0 means any free one. All addresses are written to endpoints.json in the directory.",
  )
  .action(start);

await run(command);
