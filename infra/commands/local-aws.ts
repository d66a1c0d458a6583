import { relative, resolve } from "node:path";
import { vendors } from "../../functions/vendors.ts";
import { claimDirectory } from "../command-line/claimed-directory.ts";
import { readCommandLine, readPort, runCommand } from "../command-line/command.ts";
import { untilStopped } from "../command-line/until-stopped.ts";
import { type AwsEndpoint, startAwsEndpoint } from "../local/aws/aws-endpoint.ts";
import { createResources } from "../local/aws/resources.ts";
import { createCertificates } from "../local/gateway/certificates.ts";
import { writeRecordedEvents } from "../local/recorded-events.ts";
import { createSimulatorCredentials } from "../local/simulator-credentials.ts";
import { type SamStack, synthesizeSamStack } from "../local/stack/sam-stack.ts";
import { localDirectory } from "../project.ts";

const help = `npm run local:aws [-- OPTIONS]   the stack's tables, queues and secrets on this computer, loopback only, until Ctrl-C

  --aws-port N      the AWS endpoint; 0 means any free port   4566
  --directory DIR   for the synthesized stack and the events  .local
  --help            this text

For functions that something else runs, as npm run sam does. DIR/events gets an event for each source, signed with the
secrets of this run.
`;

const options = {
  "aws-port": { type: "string", default: "4566" },
  directory: { type: "string", default: localDirectory },
  help: { type: "boolean" },
} as const;

function describe(aws: AwsEndpoint, { topology }: SamStack, directory: string): string {
  const [{ id }] = vendors;
  return `
AWS is running at ${aws.url}
  events       ${topology.outputs.QueueUrl}
  quarantine   ${topology.outputs.QuarantineQueueUrl}

Next, in another terminal:
  npm run sam -- local invoke ${id} --event ${relative(process.cwd(), directory)}/events/${id}.json

Ctrl-C stops everything.
`;
}

async function serve(port: number, directory: string, stopped: Promise<void>): Promise<void> {
  const aws = await startAwsEndpoint(port);
  try {
    process.stdout.write("Synthesizing the stack, creating its tables, queues and secrets …\n");
    const { client, clientFingerprint } = await createCertificates(new Date());
    const stack = synthesizeSamStack(directory, aws.url, clientFingerprint);
    await createResources(stack.topology, aws.url);
    const secrets = await createSimulatorCredentials(stack.topology, aws);
    const removeEvents = await writeRecordedEvents(directory, {
      secrets,
      clientCertificate: client.certificate,
    });
    process.stdout.write(describe(aws, stack, directory));
    await stopped;
    removeEvents();
  } finally {
    await aws.stop();
  }
}

await runCommand(async () => {
  const { values } = readCommandLine(options, false);
  if (values.help) return void process.stdout.write(help);
  const port = readPort(String(values["aws-port"]), "--aws-port");
  const directory = resolve(String(values.directory));
  const stopped = untilStopped();
  const release = claimDirectory(directory);
  try {
    await serve(port, directory, stopped);
  } finally {
    release();
  }
});
