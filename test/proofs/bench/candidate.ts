import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { vendors } from "../../../functions/vendors.ts";
import { projectDirectory } from "../../../infra/project.ts";
import { variableNames } from "../../../lib/wiring/environment.ts";
import type { Order, Outcome } from "./candidate-protocol.ts";
import type { Contestant } from "./candidates.ts";
import { launch, type Responder } from "./processes.ts";
import type { Stub } from "./stub.ts";

export type ContestantProcess = Responder<Order, Outcome>;

/** What Lambda's runtime gives Node in a function of 256 MB: a twentieth and nine tenths of it. */
const memoryOptions = ["--max-semi-space-size=12", "--max-old-space-size=231"];

/** As Lambda has it (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html); the rest is the contestants' own. */
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

export interface Workshop {
  /** Makes a fresh process for a contestant; one that watches its files is slower. */
  readonly start: (contestant: Contestant, stub: Stub, isWatching?: boolean) => ContestantProcess;
}

/** Prepares the module that the processes run, so that they need not strip types. */
export function createWorkshop(directory: string): Workshop {
  const module = join(directory, "contestant-process.mjs");
  const entry = join(projectDirectory, "test/proofs/bench/candidate-process.ts");
  buildSync({ entryPoints: [entry], outfile: module, bundle: true, format: "esm", platform: "node" });
  const authorityFile = join(directory, "authority.pem");
  return {
    start(contestant, stub, isWatching = false) {
      writeFileSync(authorityFile, stub.authority);
      return launch<Order, Outcome>({
        module,
        parameters: isWatching ? ["--watch-files"] : [],
        nodeOptions: memoryOptions,
        environment: {
          ...lambdaEnvironment,
          ...stub.environment,
          ...describeStores(contestant, stub),
          NODE_EXTRA_CA_CERTS: authorityFile,
        },
      });
    },
  };
}

/** Under our names and under the rivals'. */
function describeStores({ source }: Contestant, { environment: { QUEUE_URL = "" } }: Stub) {
  const authentication = vendors.find(({ id }) => id === source)?.defaultAuthentication;
  return {
    TABLE: "keys",
    SECRET_ID: secretId,
    [variableNames.table]: "keys",
    [variableNames.secretId]: secretId,
    [variableNames.eventQueueUrl]: QUEUE_URL,
    [variableNames.quarantineQueueUrl]: QUEUE_URL,
    [variableNames.authentication]: JSON.stringify(authentication),
  };
}
