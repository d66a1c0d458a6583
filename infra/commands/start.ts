import { join, relative, resolve } from "node:path";
import { vendors } from "../../functions/vendors.ts";
import { claimDirectory } from "../command-line/claimed-directory.ts";
import { readCommandLine, readPort, runCommand } from "../command-line/command.ts";
import { interruptedCode, unlessInterrupted, watchForInterruption } from "../command-line/interruption.ts";
import { tell } from "../command-line/progress.ts";
import type { Endpoints } from "../endpoints/endpoints.ts";
import { defaultPort, startInspectedIntake } from "../inspector/inspected-intake.ts";
import { startExampleConsumer } from "../local/consumer/example-consumer.ts";
import { createDeliveryLog, screenLine } from "../local/functions/delivery-log.ts";
import type { RunningIntake } from "../local/intake.ts";
import { localDirectory } from "../project.ts";

const help = `npm start [-- OPTIONS]   runs the intake on this computer, loopback only, until Ctrl-C

  --port N              HTTP, for vendors without client certificates   NOTIFICATIONS_HTTP_PORT         8080
  --mutual-tls-port N   mutual TLS                                      NOTIFICATIONS_MUTUAL_TLS_PORT   8443
  --aws-port N          the AWS endpoint                                NOTIFICATIONS_AWS_PORT          4566
  --inspector-port N    the page that shows what goes on                NOTIFICATIONS_INSPECTOR_PORT    ${defaultPort}
  --directory DIR       for certificates, logs and endpoints.json                                       .local
  --no-consumer         without the example consumer, which prints what becomes of each event
  --help                this text

A port comes from the flag, else from the environment, else it is the last column's; 0 means any free one.
Where nobody asks for a port of the inspector and ${defaultPort} is taken, it has any free one.
Where everything is reachable is written to endpoints.json in the directory.
`;

const options = {
  port: { type: "string" },
  "mutual-tls-port": { type: "string" },
  "aws-port": { type: "string" },
  "inspector-port": { type: "string" },
  directory: { type: "string" },
  "no-consumer": { type: "boolean" },
  help: { type: "boolean" },
} as const;

function readPorts(values: Readonly<Record<string, string | boolean | undefined>>) {
  const readIfGiven = (flag: string, variable: string) => {
    const fromFlag = values[flag];
    if (typeof fromFlag === "string") return readPort(fromFlag, `--${flag}`);
    const fromEnvironment = process.env[variable];
    return fromEnvironment === undefined ? undefined : readPort(fromEnvironment, variable);
  };
  const read = (flag: string, variable: string, otherwise: number) =>
    readIfGiven(flag, variable) ?? otherwise;
  return {
    http: read("port", "NOTIFICATIONS_HTTP_PORT", 8080),
    mutualTls: read("mutual-tls-port", "NOTIFICATIONS_MUTUAL_TLS_PORT", 8443),
    aws: read("aws-port", "NOTIFICATIONS_AWS_PORT", 4566),
    inspector: readIfGiven("inspector-port", "NOTIFICATIONS_INSPECTOR_PORT"),
  };
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

await runCommand(async () => {
  const { values } = readCommandLine(options, false);
  if (values.help) return void process.stdout.write(help);
  const ports = readPorts(values);
  const directory = values.directory ? resolve(values.directory) : localDirectory;
  const interruption = watchForInterruption();
  const release = claimDirectory(directory);
  try {
    process.stdout.write("Synthesizing the stack, bundling its functions, starting its services …\n");
    const onLog = createDeliveryLog(join(directory, "functions.log"), print);
    const starting = startInspectedIntake({ ports, directory, onLog }, ports.inspector);
    const intake = await unlessInterrupted(starting, interruption);
    if (!intake || interruption.isStopped()) {
      await intake?.stop();
      process.exitCode = interruptedCode;
      return tell("Interrupted before the intake was running.");
    }
    const consumer = values["no-consumer"] ? undefined : await startConsumer(intake);
    process.stdout.write(describe(intake.endpoints, relative(process.cwd(), directory)));
    await interruption.stopped;
    // Together: should the consumer wait for a queue that is switched off, the end of that is the end of its waiting.
    await Promise.all([consumer?.stop(), intake.stop()]);
    process.stdout.write("Stopped.\n");
  } finally {
    release();
  }
});
