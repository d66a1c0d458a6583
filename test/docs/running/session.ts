import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import type { Endpoints } from "../../../infra/endpoints/endpoints.ts";
import { drainQueue } from "../../support/queues.ts";
import type { DocumentedCommand } from "../commands.ts";
import type { Outcome, Run } from "../entry.ts";
import type { Evidence } from "../shown.ts";
import { type StandInAws, startAws } from "./aws.ts";
import { deliverSomethingOdd, furnishMoto, givenVariables, readOutputs, writeGivenFiles } from "./given.ts";
import { npmStart, type RunningStart } from "./npm-start.ts";
import { runScript } from "./script.ts";
import { createWorkspace, type Workspace } from "./workspace.ts";

export interface RunnableCommand extends DocumentedCommand {
  readonly run: Run;
}

export interface Session extends Evidence {
  /** Undefined for what the shell did not get to. */
  readonly outcomes: readonly (Outcome | undefined)[];
  /** Whether moto stood in for AWS, and not somebody who refuses everything. */
  readonly hasMoto: boolean;
}

/** The addresses of the documents are those of the intake that runs here. */
function withAddresses(text: string, { http, mutualTls, aws }: Endpoints): string {
  return text
    .replaceAll("http://127.0.0.1:8080", http)
    .replaceAll("https://127.0.0.1:8443", mutualTls)
    .replaceAll("http://127.0.0.1:4566", aws)
    .replaceAll("https://mtls.notifications.example.com", mutualTls);
}

/** Credentials and a region are set, as the operating guide wants it, and no settings of anybody's are read. */
function createEnvironment(home: string) {
  return {
    PATH: process.env.PATH,
    HOME: home,
    TMPDIR: home,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_MAX_ATTEMPTS: "1",
    AWS_PAGER: "",
    AWS_EC2_METADATA_DISABLED: "true",
    NO_COLOR: "1",
  };
}

/** Runs commands in their order, in a copy of the project with a running intake. */
export async function runSession(commands: readonly RunnableCommand[]): Promise<Session> {
  const workspace = createWorkspace();
  const environment = createEnvironment(workspace.home);
  const aws = await startAws(commands.some(({ run }) => run.aws === "moto"));
  try {
    const intake = await npmStart(workspace.project, environment);
    try {
      return await runAgainst(intake, aws, { workspace, environment, commands });
    } finally {
      await intake.stop();
    }
  } finally {
    await aws.stop();
    workspace.remove();
  }
}

interface Work {
  readonly workspace: Workspace;
  readonly environment: NodeJS.ProcessEnv;
  readonly commands: readonly RunnableCommand[];
}

async function runAgainst(
  { endpoints, printed }: RunningStart,
  { motoUrl, refusingUrl }: StandInAws,
  { workspace, environment, commands }: Work,
): Promise<Session> {
  const variables = await prepare(workspace, endpoints, motoUrl);
  const urls = { intake: endpoints.aws, moto: motoUrl ?? refusingUrl, refusing: refusingUrl };
  const steps = commands.map(({ text, run: { as, aws = "intake" } }) => ({
    text: withAddresses(as ? as(text) : text, endpoints),
    awsUrl: urls[aws],
  }));
  const outcomes = await runScript(workspace, steps, { ...environment, ...variables });
  const seen = await collect(workspace, endpoints, outcomes);
  return { ...seen, outcomes, startPrinted: printed(), hasMoto: motoUrl !== undefined };
}

/** Brings about what the documents take for granted; returns the variables that are set. */
async function prepare({ project }: Workspace, endpoints: Endpoints, motoUrl: string | undefined) {
  const outputs = await readOutputs(endpoints);
  writeGivenFiles(project, outputs);
  await deliverSomethingOdd(endpoints);
  return {
    ...givenVariables(project, endpoints, outputs),
    ...(await furnishMoto(motoUrl, project, outputs)),
  };
}

const received = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ Messages: v.array(v.object({ Body: v.string() })) }),
);

/** Events that a command has received are hidden from others for a while. */
async function collect(
  { project }: Workspace,
  { aws, queueUrl }: Endpoints,
  outcomes: readonly (Outcome | undefined)[],
) {
  const shown = outcomes.flatMap((outcome) => {
    const result = v.safeParse(received, outcome?.stdout);
    return result.success ? result.output.Messages.map(({ Body }) => Body) : [];
  });
  const log = readFileSync(join(project, ".local", "functions.log"), "utf8");
  return { log, events: [...shown, ...(await drainQueue(aws, queueUrl))] };
}
