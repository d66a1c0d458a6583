import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Endpoints } from "../../../infra/endpoints/endpoints.ts";
import { commandEntries } from "../commands.ts";
import type { Step } from "../markdown.ts";

export type Outcome = Awaited<ReturnType<typeof runSteps>>[number];

/** Bash functions replace these tools. */
const replaced = ["npm", "npx", "curl", "unzip", "sha256sum", "sam", "socat", "pip"];

/** The local stack refuses other calls, after the AWS CLI has parsed them. */
const local =
  "^(sqs (get|receive|delete)-[a-z-]+|lambda invoke|dynamodb|secretsmanager (put-secret-value|list-secrets|get-secret-value))";

function writePrelude(aws: string): string {
  const cases = commandEntries.map(({ command, how, exits = [] }) => {
    const run = `command "$@" || [[ " ${exits.join(" ")} " == *" $? "* ]]`;
    const bodies = { run, help: 'hasOptions "$@"', elsewhere: "cat >/dev/null" };
    return `  pattern='${command}'; if [[ "$*" =~ $pattern ]]; then ${bodies[how]}; return; fi`;
  });
  return `set -euo pipefail
hasOptions() {
  local separator=--; [[ "$*" == *" -- "* || $1 == npx ]] && separator=
  local help; help=$(command "$@" $separator --help)
  for word in "$@"; do
    [[ $word != -?* || $word == -- || $help == *"$word"* ]] || { echo "no option $word" >&2; return 2; }
  done
}
runAsListed() {
${cases.join("\n")}
  echo "not in test/docs/commands.ts: $*" >&2; return 127
}
${replaced.map((tool) => `${tool}() { runAsListed ${tool} "$@"; }`).join("\n")}
aws() {
  local pattern='${local}'
  if [[ "$*" =~ $pattern ]]; then command aws --endpoint-url ${aws} "$@"; return; fi
  local said; said=$(command aws --endpoint-url ${aws}/refused "$@" 2>&1) && return
  # SNS's refusal is not XML, so the CLI misses the element of its answer.
  [[ $said == *"An error occurred"* || $said == *"Result'"* ]] || { echo "$said" >&2; return 2; }
}
`;
}

function withAddresses(text: string, { http, mutualTls, aws }: Endpoints): string {
  return text
    .replaceAll("http://127.0.0.1:8080", http)
    .replaceAll("https://127.0.0.1:8443", mutualTls)
    .replaceAll("http://127.0.0.1:4566", aws)
    .replaceAll("https://mtls.notifications.example.com", mutualTls);
}

interface Place {
  readonly project: string;
  /** The home of the person who types. */
  readonly output: string;
  readonly endpoints: Endpoints;
  readonly variables: Readonly<Record<string, string>>;
}

/** One bash runs all steps. The first error ends it. */
export async function runSteps(steps: readonly Step[], place: Place) {
  const { project, endpoints, variables } = place;
  const output = mkdtempSync(join(place.output, "output-"));
  const path = (index: number, name: string) => join(output, `${index}.${name}`);
  const parts = steps.map(
    ({ script }, index) => `{ ${withAddresses(script, endpoints)}
} >'${path(index, "stdout")}' 2>'${path(index, "stderr")}' </dev/null
touch '${path(index, "done")}'`,
  );
  const file = join(output, "script.sh");
  writeFileSync(file, [writePrelude(endpoints.aws), ...parts, ""].join("\n"));
  const options = { cwd: project, env: createEnvironment(output, variables), timeout: 240_000 };
  await promisify(execFile)("bash", [file], options).catch(() => undefined);
  const read = (index: number, name: string) =>
    existsSync(path(index, name)) ? readFileSync(path(index, name), "utf8") : "";
  return steps.map((_, index) => ({
    /** False if bash stopped here or before. */
    isDone: existsSync(path(index, "done")),
    stdout: read(index, "stdout"),
    stderr: read(index, "stderr"),
  }));
}

/** Sets credentials and a region, as the operating guide asks. Ignores a person's settings. */
function createEnvironment(home: string, variables: Readonly<Record<string, string>>) {
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
    ...variables,
  };
}
