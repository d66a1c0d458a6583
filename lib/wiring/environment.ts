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
  /** The end of AWS's hosts. China has another. */
  urlSuffix: "NOTIFICATIONS_URL_SUFFIX",
  /** For sources. Absent unless the deployment traces. */
  tracing: "NOTIFICATIONS_TRACING",
} as const;

const text = v.pipe(v.string(), v.nonEmpty());
const stores = {
  [variableNames.table]: text,
  [variableNames.eventQueueUrl]: v.optional(text),
  [variableNames.topicArn]: v.optional(text),
  [variableNames.quarantineQueueUrl]: text,
};
const storesSchema = v.object(stores);
const sourceSchema = v.object({
  ...stores,
  [variableNames.source]: text,
  [variableNames.secretId]: v.optional(text),
  [variableNames.authentication]: v.pipe(text, v.parseJson(), v.record(v.string(), v.unknown())),
});

export type Variables = Readonly<Record<string, string | undefined>>;

export interface StoreEnvironment {
  readonly table: string;
  readonly quarantineQueueUrl: string;
  /** Of the only consumer's queue, or of the topic. */
  readonly events: { readonly queueUrl: string } | { readonly topicArn: string };
}

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

/** For the relay. */
export function readStoreEnvironment(variables: Variables): StoreEnvironment {
  return nameStores(parseVariables(storesSchema, variables));
}

function nameStores(read: v.InferOutput<typeof storesSchema>): StoreEnvironment {
  return {
    table: read[variableNames.table],
    quarantineQueueUrl: read[variableNames.quarantineQueueUrl],
    events: nameEvents(read),
  };
}

function nameEvents(read: v.InferOutput<typeof storesSchema>): StoreEnvironment["events"] {
  const { [variableNames.eventQueueUrl]: queueUrl, [variableNames.topicArn]: topicArn } = read;
  if (topicArn !== undefined) return { topicArn };
  if (queueUrl !== undefined) return { queueUrl };
  throw wrongVariables([variableNames.eventQueueUrl]);
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
