import * as v from "valibot";
import type { AuthenticationSettings } from "./authentication/authenticator.ts";
import { IntakeError } from "./intake-error.ts";

/** The environment variables of a function, named once for the stack that sets them and the code that reads them. */
export const variableNames = {
  table: "NOTIFICATIONS_TABLE",
  eventQueueUrl: "NOTIFICATIONS_QUEUE_URL",
  quarantineQueueUrl: "NOTIFICATIONS_QUARANTINE_QUEUE_URL",
  /** Absent where no configured scheme uses a secret. */
  secretId: "NOTIFICATIONS_SECRET_ID",
  /** JSON: the configured schemes by name, with their settings. */
  authentication: "NOTIFICATIONS_AUTHENTICATION",
  /** Tells the metrics of one deployment from those of another in the same account. */
  service: "NOTIFICATIONS_SERVICE",
} as const;

export interface Environment {
  readonly table: string;
  readonly eventQueueUrl: string;
  readonly quarantineQueueUrl: string;
  readonly secretId: string | undefined;
  readonly authentication: AuthenticationSettings;
  readonly service: string;
}

const text = v.pipe(v.string(), v.nonEmpty());
const schema = v.object({
  [variableNames.table]: text,
  [variableNames.eventQueueUrl]: text,
  [variableNames.quarantineQueueUrl]: text,
  [variableNames.secretId]: v.optional(text),
  [variableNames.authentication]: v.pipe(text, v.parseJson(), v.record(v.string(), v.unknown())),
  [variableNames.service]: text,
});

/** Reads a function's environment and throws before the first delivery if something is missing. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const result = v.safeParse(schema, variables);
  if (!result.success) {
    const names = result.issues.map((issue) => v.getDotPath(issue)).join(", ");
    throw new IntakeError("configuration_invalid", `missing or wrong environment variables: ${names}`);
  }
  return {
    table: result.output[variableNames.table],
    eventQueueUrl: result.output[variableNames.eventQueueUrl],
    quarantineQueueUrl: result.output[variableNames.quarantineQueueUrl],
    secretId: result.output[variableNames.secretId],
    authentication: result.output[variableNames.authentication],
    service: result.output[variableNames.service],
  };
}
