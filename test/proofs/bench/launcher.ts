import { fork } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { projectDirectory } from "../../../infra/project.ts";
import { findVendor } from "../../../infra/simulators/simulators.ts";
import { variableNames } from "../../../lib/wiring/environment.ts";
import type { AwsStub } from "./aws-stub.ts";
import type { Order, Outcome } from "./candidate-process.ts";
import type { Candidate } from "./candidates.ts";

export interface CandidateProcess {
  readonly ask: (order: Order) => Promise<Outcome>;
  readonly stop: () => Promise<void>;
}

export type Launch = (candidate: Candidate, stub: AwsStub) => CandidateProcess;

/** Lambda gives Node these shares of 256 MB: a twentieth and nine tenths. */
const memoryOptions = ["--max-semi-space-size=12", "--max-old-space-size=231"];

/** As Lambda has it (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html). */
const lambdaEnvironment = {
  AWS_REGION: "eu-central-1",
  AWS_ACCESS_KEY_ID: "bench",
  AWS_SECRET_ACCESS_KEY: "bench",
  AWS_SESSION_TOKEN: "t".repeat(700),
  AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
  AWS_LAMBDA_FUNCTION_NAME: "bench",
  AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
  TZ: ":UTC",
};
const secretId = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:bench-AbCdEf";

/** Bundled, so that the processes need not strip types. */
export function createLauncher(directory: string): Launch {
  const module = join(directory, "candidate-process.mjs");
  const entry = join(projectDirectory, "test/proofs/bench/candidate-process.ts");
  buildSync({ entryPoints: [entry], outfile: module, bundle: true, format: "esm", platform: "node" });
  const authorityFile = join(directory, "authority.pem");
  return (candidate, stub) => {
    writeFileSync(authorityFile, stub.authority);
    const child = fork(module, {
      execArgv: memoryOptions,
      env: {
        ...lambdaEnvironment,
        ...stub.environment,
        ...describeStores(candidate, stub),
        NODE_EXTRA_CA_CERTS: authorityFile,
      },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const ended = once(child, "exit");
    const failed = ended.then(() => {
      throw new Error(`the process of ${candidate.name} ended: its last words are above`);
    });
    failed.catch(() => undefined);
    return {
      async ask(order) {
        const response = once(child, "message");
        child.send(order);
        const [outcome] = await Promise.race([response, failed]);
        return outcome;
      },
      async stop() {
        child.kill("SIGKILL");
        await ended;
      },
    };
  };
}

/** Under our names and under the baselines'. */
function describeStores(
  { source, hasTopic, event }: Candidate,
  { environment: { QUEUE_URL = "" } }: AwsStub,
) {
  return {
    TABLE: "keys",
    SECRET_ID: secretId,
    ...(event && { EVENT: event }),
    [variableNames.table]: "keys",
    [variableNames.source]: source,
    [variableNames.secretId]: secretId,
    ...(hasTopic
      ? { [variableNames.topicArn]: "arn:aws:sns:eu-central-1:123456789012:events.fifo" }
      : { [variableNames.eventQueueUrl]: QUEUE_URL }),
    [variableNames.quarantineQueueUrl]: QUEUE_URL,
    [variableNames.authentication]: JSON.stringify(findVendor(source).defaultAuthentication),
  };
}
