import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { projectDirectory } from "../../infra/project.ts";

/** What AWS itself answered to the tests of LocalStack. It is not part of the project. */
const folder = join(projectDirectory, "..", "shared", "recordings");
export const noRecordings = existsSync(folder) ? undefined : "no recordings of AWS beside the checkout";

const fileSchema = v.record(v.string(), v.object({ "recorded-content": v.record(v.string(), v.unknown()) }));

/** The answers that one recorded test got, by their names. SQS answered in two protocols. */
export function readRecording(service: string, name: string): Readonly<Record<string, unknown>> {
  const text = readFileSync(join(folder, `${service}.test_${service}.snapshot.json`), "utf8");
  const recordings = Object.entries(v.parse(fileSchema, JSON.parse(text)));
  const [, found] =
    recordings.find(([key]) => [`::test_${name}`, `::test_${name}[sqs]`].some((end) => key.endsWith(end))) ??
    [];
  if (!found) throw new Error(`there is no recording of ${name}`);
  return found["recorded-content"];
}

/** `<uuid:1>` stands for one value in the whole recording, others for any value. */
const placeholder = /(?:<[^>]+>)+|\b1{12}\b/;
const isAny = /^<(partition|region|md5-hash|sender-id)>$/;
/** Nobody reads the texts of errors. */
const notCompared = ["HTTPHeaders", "Message", "message"];

/** The paths at which a local answer is not what AWS answered. */
export function differences(
  recorded: unknown,
  local: unknown,
  path: string,
  bound: Map<string, string>,
): string[] {
  if (typeof recorded === "string") return matches(recorded, local, bound) ? [] : [path];
  if (!isObject(recorded) || !isObject(local)) return recorded === local ? [] : [path];
  const keys = new Set([...Object.keys(recorded), ...Object.keys(local)]).difference(new Set(notCompared));
  return [...keys].flatMap((key) => differences(recorded[key], local[key], `${path}.${key}`, bound));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function matches(recorded: string, local: unknown, bound: Map<string, string>): boolean {
  if (recorded === "timestamp" || recorded === "datetime") return local !== undefined;
  const names = recorded.match(new RegExp(placeholder, "g")) ?? [];
  const pattern = recorded.split(placeholder).map(RegExp.escape).join("(.+)");
  const values = new RegExp(`^${pattern}$`).exec(String(local))?.slice(1);
  return (
    values?.every((value, index) => {
      const name = names[index] ?? "";
      const first = bound.get(name) ?? value;
      bound.set(name, first);
      return isAny.test(name) || first === value;
    }) ?? false
  );
}
