import { listExamples, loadSimulator, readExample } from "../../../infra/simulators/simulators.ts";
import { type JsonObject, textOf } from "../../../lib/json/json.ts";
import { stageSources } from "./played-stage.ts";

/** The vendor's fields that identify a notification on the queue. */
interface IdFields {
  /** Fields that change with the subject. */
  readonly subject: readonly string[];
  /** Fields that differ among the vendor's examples. */
  readonly notification: readonly string[];
}

const anyUuid = "00000000-0000-4000-8000-000000000000";

/** Reads only the vendor's side, so new sources need nothing here and our reader proves nothing about itself. */
async function readIdFields(vendor: string): Promise<IdFields> {
  const simulator = await loadSimulator(vendor);
  const examples = listExamples(vendor).map((name) => readExample(vendor, name));
  const fields = [...new Set(examples.flatMap((example) => Object.keys(example)))];
  const texts = (field: string) => new Set(examples.map((example) => textOf(example[field]) ?? ""));
  const changes = (field: string) =>
    examples.some((example) => textOf(simulator.about(example, anyUuid)[field]) !== textOf(example[field]));
  return {
    subject: fields.filter(changes),
    notification: fields.filter((field) => texts(field).size > 1 && !changes(field)),
  };
}

const idFields = new Map(
  await Promise.all(stageSources.map(async ({ id, vendor }) => [id, await readIdFields(vendor)] as const)),
);

/** One of these ids names the notification's subject. */
export function subjectsOf(source: string, body: JsonObject): string[] {
  return (idFields.get(source)?.subject ?? []).map((field) => textOf(body[field]) ?? "");
}

/** Unique in a run. `note` identifies a notification without ids. */
export function identityOf(source: string, body: JsonObject): string {
  const texts = (idFields.get(source)?.notification ?? []).map((field) => textOf(body[field]) ?? "");
  return [source, ...subjectsOf(source, body), ...texts, textOf(body.note) ?? ""].join(" ");
}
