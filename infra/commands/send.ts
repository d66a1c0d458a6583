import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { InvalidArgumentError } from "commander";
import * as v from "valibot";
import { vendors } from "../../functions/vendors.ts";
import type { JsonObject } from "../../lib/json/json.ts";
import { pauseSeconds, type Simulator } from "../../lib/source/simulator.ts";
import { createCommand, run } from "../command-line/command.ts";
import { directoryOption, readInput, readJson, wholeNumber } from "../command-line/options.ts";
import { print } from "../command-line/progress.ts";
import { UsageError } from "../command-line/usage-error.ts";
import { readEndpoints } from "../endpoints/endpoints.ts";
import { codeOf } from "../simulators/post.ts";
import { deliverOnce, localSource, localTarget, type VendorTarget } from "../simulators/simulator-client.ts";
import { listExamples, loadSimulator, readExample } from "../simulators/simulators.ts";

interface Options {
  readonly times: number;
  readonly fresh?: boolean;
  readonly to?: string;
  readonly credentials?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly directory: string;
}

const shortenedBy = 300;
const maxAttempts = 5;

async function deliver(simulator: Simulator, target: VendorTarget, body: JsonObject): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await deliverOnce(simulator, target, body).catch((error: unknown) => {
      throw new UsageError(describeFailure(error, target));
    });
    const type = response.headers["content-type"] ?? "no content type";
    print(`POST ${response.url}`);
    print(`  ${response.status}  ${type}  ${JSON.stringify(response.body)}`);
    if (simulator.retry.isDone(response.status, response.body)) return response.status < 300;
    const published = pauseSeconds(simulator.retry, attempt);
    if (published === undefined || attempt >= maxAttempts) return false;
    const seconds = published / shortenedBy;
    print(`  not content; the vendor tries again after ${published} s, here after ${seconds} s`);
    await sleep(seconds * 1000);
  }
}

function address(text: string): string {
  if (!URL.canParse(text)) throw new InvalidArgumentError("It has to be an address.");
  return text.replace(/\/$/, "");
}

function readRecipient(source: string, { to, credentials, cert, key, directory }: Options) {
  if (!to && (credentials ?? cert ?? key))
    throw new UsageError("--credentials, --cert and --key go with --to");
  if (Boolean(cert) !== Boolean(key)) throw new UsageError("--cert and --key go together");
  if (!to) {
    const endpoints = readEndpoints(resolve(directory));
    return { vendor: localSource(source, endpoints).vendor, ...localTarget(source, endpoints) };
  }
  if (!credentials)
    throw new UsageError("--to needs --credentials FILE: another intake has other credentials");
  const tls = cert && key ? { cert: readInput(cert), key: readInput(key) } : {};
  return { vendor: source, address: to, vendorSide: readJson(credentials), tls };
}

/** Unusable credentials fail before anything is sent. */
function describeFailure(error: unknown, { address }: VendorTarget): string {
  const code = codeOf(error);
  if (v.isValiError(error)) {
    const [issue] = error.issues;
    return `what the vendor holds cannot be used: ${v.getDotPath(issue) ?? "it"}: ${issue.message} (see --credentials in --help)`;
  }
  if (/CERT|SIGNED|UNABLE_TO/.test(code))
    return `${address} shows a certificate that is not trusted (${code}): name its authority in NODE_EXTRA_CA_CERTS`;
  return `${address} does not answer (${code}): is the intake running?`;
}

async function send(source: string, exampleName: string | undefined, options: Options): Promise<void> {
  const { vendor, ...target } = readRecipient(source, options);
  const simulator = await loadSimulator(vendor);
  const example = readExample(vendor, exampleName ?? simulator.defaultExample);
  const body = options.fresh ? simulator.about(example, randomUUID()) : example;
  for (let count = 0; count < options.times; count += 1)
    if (!(await deliver(simulator, target, body))) process.exitCode = 1;
}

const ids = vendors.map(({ id }) => id);
const examples = ids.map((id) => `  ${id.padEnd(12)}${listExamples(id).join(", ")}\n`).join("");

const command = createCommand("send", "Plays a vendor: sends one of its published examples.")
  .argument("<source>", "a source of the local intake, or with --to a vendor")
  .argument("[example]", "one of those below")
  .option("--times <n>", "sends the same notification n times", wholeNumber(1, 1000), 1)
  .option("--fresh", "about a new subject, so that it is no duplicate")
  .option("--to <url>", "an address other than the local intake's; needs --credentials", address)
  .option("--credentials <file>", "JSON: the vendor's credentials, with its fields in endpoints.json")
  .option("--cert <file>", "a client certificate, in PEM")
  .option("--key <file>", "its key, in PEM")
  .addOption(directoryOption())
  .addHelpText(
    "after",
    `
It repeats as the vendor does until the vendor would be content, five minutes shortened to one second and five
attempts at most. Exit code 1 if the vendor is not content in the end.

Examples of each vendor:
${examples}`,
  )
  .action(send);

await run(command);
