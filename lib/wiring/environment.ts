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
const stores = {
  [variableNames.table]: text,
  [variableNames.eventQueueUrl]: text,
  [variableNames.quarantineQueueUrl]: text,
};
const sourceSchema = v.object({
  ...stores,
  [variableNames.source]: text,
  [variableNames.secretId]: v.optional(text),
  [variableNames.authentication]: v.pipe(text, v.parseJson(), v.record(v.string(), v.unknown())),
});
const relaySchema = v.object({
  ...stores,
  [variableNames.sources]: v.pipe(text, v.parseJson(), v.array(text)),
});

export type Variables = Readonly<Record<string, string | undefined>>;

/** Throws before the first delivery if a variable is missing or wrong. */
export function readSourceEnvironment(variables: Variables) {
  const read = parseVariables(sourceSchema, variables);
  return {
    ...nameStores(read),
    source: read[variableNames.source],
    secretId: read[variableNames.secretId],
    authentication: read[variableNames.authentication],
  };
}

export function readRelayEnvironment(variables: Variables) {
  const read = parseVariables(relaySchema, variables);
  return { ...nameStores(read), sources: read[variableNames.sources] };
}

function nameStores(read: Readonly<Record<keyof typeof stores, string>>) {
  return {
    table: read[variableNames.table],
    eventQueueUrl: read[variableNames.eventQueueUrl],
    quarantineQueueUrl: read[variableNames.quarantineQueueUrl],
  };
}

export function parseVariables<Schema extends v.GenericSchema>(
  schema: Schema,
  variables: Variables,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, variables);
  if (result.success) return result.output;
  const names = result.issues.map((issue) => v.getDotPath(issue)).join(", ");
  throw new IntakeError("configuration_invalid", `missing or wrong environment variables: ${names}`);
}
