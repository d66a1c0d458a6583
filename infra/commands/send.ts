import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as v from "valibot";
import { vendors } from "../../functions/vendors.ts";
import type { JsonObject } from "../../lib/json/json.ts";
import type { Simulator } from "../../lib/source/simulator.ts";
import { readCommandLine, runCommand } from "../command-line/command.ts";
import { terminalText } from "../command-line/terminal-text.ts";
import { UsageError } from "../command-line/usage-error.ts";
import { readWholeNumber } from "../command-line/whole-number.ts";
import { readEndpoints } from "../endpoints/endpoints.ts";
import { localDirectory } from "../project.ts";
import { deliverOnce, localTarget, type VendorTarget } from "../simulators/simulator-client.ts";
import { listExamples, loadSimulator, parseSourceId, readExample } from "../simulators/simulators.ts";

const help = `npm run send -- SOURCE [EXAMPLE] [OPTIONS]   plays a vendor: sends one of its published examples

  --times N      the same notification N times (1)
  --fresh        about a new subject, so that it is no duplicate
  --to URL       an address other than the local intake's; needs --credentials
  --credentials FILE    JSON: what the vendor holds, with the fields that endpoints.json has for the source
  --cert FILE --key FILE   a client certificate and its key, in PEM
  --directory DIR   where the local intake writes its endpoints.json (.local)
  --help         this text

It repeats as the vendor does until the vendor would be content, five minutes shortened to one second and five
attempts at most. Exit code 1 if the vendor is not content in the end.

Examples:
`;

const options = {
  times: { type: "string" },
  fresh: { type: "boolean" },
  to: { type: "string" },
  credentials: { type: "string" },
  cert: { type: "string" },
  key: { type: "string" },
  directory: { type: "string" },
  help: { type: "boolean" },
} as const;

const shortenedBy = 300;
const maxAttempts = 5;

const print = (line: string) => void process.stdout.write(`${terminalText(line)}\n`);

/** Sends until the vendor is content or has made all of its attempts. */
async function deliver(simulator: Simulator, target: VendorTarget, body: JsonObject): Promise<boolean> {
  const { attempts, intervalSeconds, isDone } = simulator.retry;
  for (let attempt = 1; ; attempt += 1) {
    const response = await deliverOnce(simulator, target, body).catch((error: unknown) => {
      throw new UsageError(describeFailure(error, target));
    });
    const type = response.headers["content-type"] ?? "no content type";
    print(`POST ${response.url}`);
    print(`  ${response.status}  ${type}  ${JSON.stringify(response.body)}`);
    if (isDone(response.status, response.body)) return response.status < 300;
    if (attempt >= Math.min(attempts, maxAttempts)) return false;
    process.stdout.write(
      `  not content; the vendor tries again after ${intervalSeconds} s, here after ${intervalSeconds / shortenedBy} s\n`,
    );
    await sleep((intervalSeconds / shortenedBy) * 1000);
  }
}

/** What only an address of another intake needs would be ignored without one. */
function checkRemoteOptions({
  to,
  credentials,
  cert,
  key,
}: {
  to?: string;
  credentials?: string;
  cert?: string;
  key?: string;
}): void {
  if (!to && (credentials ?? cert ?? key))
    throw new UsageError("--credentials, --cert and --key go with --to");
  if (Boolean(cert) !== Boolean(key)) throw new UsageError("--cert and --key go together");
}

function remoteTarget(values: {
  to: string;
  credentials?: string;
  cert?: string;
  key?: string;
}): VendorTarget {
  if (!URL.canParse(values.to)) throw new UsageError(`--to has to be an address, not "${values.to}"`);
  if (!values.credentials)
    throw new UsageError("--to needs --credentials FILE: the local credentials are nobody else's");
  const read = (path: string | undefined) => (path === undefined ? undefined : readFile(path));
  return {
    address: values.to.replace(/\/$/, ""),
    vendorSide: readJson(values.credentials),
    tls: { cert: read(values.cert), key: read(values.key) },
  };
}

function readFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    throw new UsageError(`${path} is missing or not readable`);
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFile(path).toString("utf8"));
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`${path} is not JSON`);
  }
}

function describeExamples(): string {
  return vendors.map(({ id }) => `  ${id.padEnd(12)}${listExamples(id).join(", ")}\n`).join("");
}

/** Before anything is sent, what the vendor holds has to be what it signs with. */
function describeFailure(error: unknown, { address }: VendorTarget): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  if (v.isValiError(error)) {
    const [issue] = error.issues;
    return `what the vendor holds cannot be used: ${v.getDotPath(issue) ?? "it"}: ${issue.message} (see --credentials in --help)`;
  }
  if (code && /CERT|SIGNED|UNABLE_TO/.test(code))
    return `${address} shows a certificate that is not trusted (${code}): name its authority in NODE_EXTRA_CA_CERTS`;
  return `${address} does not answer (${code ?? "no answer"}): is the intake running?`;
}

await runCommand(async () => {
  const { values, positionals } = readCommandLine(options, true);
  if (values.help) return void process.stdout.write(help + describeExamples());
  const [sourceText, exampleName, ...rest] = positionals;
  if (rest.length > 0) throw new UsageError(`"${rest[0]}" is one word too many (see --help)`);
  const times = readWholeNumber(values.times ?? "1", "--times", 1, 1000);
  if (sourceText === undefined)
    throw new UsageError(`name a source: ${vendors.map(({ id }) => id).join(", ")} (see --help)`);
  const source = parseSourceId(sourceText);
  checkRemoteOptions(values);
  const simulator = await loadSimulator(source);
  const example = readExample(source, exampleName ?? simulator.defaultExample);
  const body = values.fresh ? simulator.about(example, randomUUID()) : example;
  const target = values.to
    ? remoteTarget({ ...values, to: values.to })
    : localTarget(source, readEndpoints(values.directory ? resolve(values.directory) : localDirectory));
  for (let count = 0; count < times; count += 1) {
    if (!(await deliver(simulator, target, body))) process.exitCode = 1;
  }
});
