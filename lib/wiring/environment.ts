import * as v from "valibot";
import { IntakeError } from "../delivery/intake-error.ts";

/** The stack sets them. The functions read them. */
export const variableNames = {
  table: "NOTIFICATIONS_TABLE",
  /** Of the only consumer. Absent if events go to a topic. */
  eventQueueUrl: "NOTIFICATIONS_QUEUE_URL",
  /** Absent if events go to a queue. */
  topicArn: "NOTIFICATIONS_TOPIC_ARN",
  quarantineQueueUrl: "NOTIFICATIONS_QUARANTINE_QUEUE_URL",
  /** For sources: the source's id. */
  source: "NOTIFICATIONS_SOURCE",
  /** For sources. Absent if no scheme uses a secret. */
  secretId: "NOTIFICATIONS_SECRET_ID",
  /** For sources. JSON: the chosen schemes by name, with settings. */
  authentication: "NOTIFICATIONS_AUTHENTICATION",
  /** For the relay. JSON: all source ids. */
  sources: "NOTIFICATIONS_SOURCES",
} as const;

const text = v.pipe(v.string(), v.nonEmpty());
const storesSchema = v.object({
  [variableNames.table]: text,
  [variableNames.eventQueueUrl]: v.optional(text),
  [variableNames.topicArn]: v.optional(text),
  [variableNames.quarantineQueueUrl]: text,
});
const sourceSchema = v.object({
  [variableNames.source]: text,
  [variableNames.secretId]: v.optional(text),
  [variableNames.authentication]: v.pipe(text, v.parseJson(), v.record(v.string(), v.unknown())),
});
const relaySchema = v.object({ [variableNames.sources]: v.pipe(text, v.parseJson(), v.array(text)) });

export type Variables = Readonly<Record<string, string | undefined>>;

export interface StoreEnvironment {
  readonly table: string;
  readonly quarantineQueueUrl: string;
  /** Of the topic or of the only consumer's queue. */
  readonly events: { readonly topicArn: string } | { readonly queueUrl: string };
}

/** Throws before the first delivery if a variable is missing or wrong. */
export function readSourceEnvironment(variables: Variables) {
  const read = parseVariables(sourceSchema, variables);
  return {
    ...readStores(variables),
    source: read[variableNames.source],
    secretId: read[variableNames.secretId],
    authentication: read[variableNames.authentication],
  };
}

export function readRelayEnvironment(variables: Variables) {
  const read = parseVariables(relaySchema, variables);
  return { ...readStores(variables), sources: read[variableNames.sources] };
}

function readStores(variables: Variables): StoreEnvironment {
  const read = parseVariables(storesSchema, variables);
  const { [variableNames.eventQueueUrl]: queueUrl, [variableNames.topicArn]: topicArn } = read;
  if (topicArn === undefined && queueUrl === undefined) throw wrongVariables([variableNames.eventQueueUrl]);
  return {
    table: read[variableNames.table],
    quarantineQueueUrl: read[variableNames.quarantineQueueUrl],
    events: topicArn === undefined ? { queueUrl: queueUrl ?? "" } : { topicArn },
  };
}

export function parseVariables<Schema extends v.GenericSchema>(
  schema: Schema,
  variables: Variables,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, variables);
  if (result.success) return result.output;
  throw wrongVariables(result.issues.map((issue) => v.getDotPath(issue) ?? ""));
}

function wrongVariables(names: readonly string[]): IntakeError {
  return new IntakeError(
    "configuration_invalid",
    `missing or wrong environment variables: ${names.join(", ")}`,
  );
}
