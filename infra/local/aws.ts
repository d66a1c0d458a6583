import { resolve } from "node:path";
import { sources } from "../../functions/sources.ts";
import { variableNames } from "../../lib/environment.ts";
import { localDirectory } from "../project.ts";
import { type AwsEndpoint, startAwsEndpoint } from "./aws/aws-endpoint.ts";
import { createResources } from "./aws/resources.ts";
import { readCommandLine, readPort, runCommand } from "./command-line/command.ts";
import { untilStopped } from "./command-line/until-stopped.ts";
import { readRecordedSecrets } from "./recorded-events.ts";
import { type SamStack, synthesizeSamStack } from "./stack/sam-stack.ts";
import { functionsBySource } from "./stack/source-functions.ts";

const help = `npm run local:aws [-- OPTIONS]   the stack's tables, queues and secrets on this computer, loopback only, until Ctrl-C

  --aws-port N      the AWS endpoint; 0 means any free port   4566
  --directory DIR   for the synthesized stack                 .local
  --help            this text

For functions that something else runs, as npm run sam does. The secrets are those of test/events/secrets.json, which
the recorded events beside it are signed with.
`;

const options = {
  "aws-port": { type: "string", default: "4566" },
  directory: { type: "string", default: localDirectory },
  help: { type: "boolean" },
} as const;

function createSecrets({ topology }: SamStack, aws: AwsEndpoint): void {
  const secrets = readRecordedSecrets();
  for (const [source, { environment }] of functionsBySource(topology)) {
    const id = environment[variableNames.secretId];
    const secret = secrets[source];
    if (id && secret) aws.secretsManager.create(id, JSON.stringify(secret));
  }
}

function describe(aws: AwsEndpoint, { topology }: SamStack): string {
  const [{ id }] = sources;
  return `
AWS is running at ${aws.url}
  events       ${topology.outputs.QueueUrl}
  quarantine   ${topology.outputs.QuarantineQueueUrl}

Next, in another terminal:
  npm run sam -- local invoke ${id} --event test/events/${id}.json

Ctrl-C stops everything.
`;
}

await runCommand(async () => {
  const { values } = readCommandLine(options, false);
  if (values.help) return void process.stdout.write(help);
  const port = readPort(String(values["aws-port"]), "--aws-port");
  const stopped = untilStopped();
  const aws = await startAwsEndpoint(port);
  try {
    process.stdout.write("Synthesizing the stack, creating its tables, queues and secrets …\n");
    const stack = synthesizeSamStack(resolve(String(values.directory)), aws.url);
    await createResources(stack.topology, aws.url);
    createSecrets(stack, aws);
    process.stdout.write(describe(aws, stack));
    await stopped;
  } finally {
    await aws.stop();
  }
});
