import * as v from "valibot";
import type { AuthenticationSettings, Authenticator } from "../../authentication/authenticator.ts";
import type { Secrets } from "../../authentication/secrets.ts";
import { IntakeError } from "../../delivery/intake-error.ts";
import type { Intake } from "../../intake/receive.ts";
import type { Source, Vendor } from "../../source/define-vendor.ts";
import { readSourceEnvironment, type Variables } from "../../wiring/environment.ts";
import { type Connections, createConnections } from "../http/connections.ts";
import { createDynamoDb } from "../sdk/dynamodb.ts";
import { createSecretsManager } from "../sdk/secrets-manager.ts";
import { attemptMs, createServiceSettings, type ServiceSettings } from "../sdk/service-settings.ts";
import { createIdempotencyTable } from "../stores/idempotency-table.ts";
import { createOutbox } from "../stores/outbox.ts";
import { createSecrets } from "../stores/secrets.ts";
import { createSignatureTable } from "../stores/signature-table.ts";
import { createQueues } from "./queues.ts";
import { recordUnusableSecret } from "./telemetry.ts";

/**
 * Connects a source to AWS, once per container: environment → adapters → intake. Throws for a wrong configuration:
 * the function fails before its first delivery and never responds without authentication.
 */
export function createIntake(vendor: Vendor, variables: Variables): Intake {
  const environment = readSourceEnvironment(variables);
  const source = vendor.source(environment.source);
  const authenticator = createAuthenticator(source, environment.authentication);
  const connections = createConnections();
  const settings = createServiceSettings(variables, connections);
  const tableSettings = settings("DYNAMODB", attemptMs.table);
  const dynamoDb = createDynamoDb(tableSettings);
  const secrets = authenticator.usesSecret
    ? warmSecrets(environment.secretId, authenticator, settings("SECRETS_MANAGER", attemptMs.secrets))
    : () => noSecrets;
  const service = "topicArn" in environment.events ? "SNS" : "SQS";
  openAhead(connections, [tableSettings.endpoint, settings(service, attemptMs.queue).endpoint]);
  return {
    source,
    authenticator,
    secrets,
    table: createIdempotencyTable(dynamoDb, environment.table),
    signatures: createSignatureTable(dynamoDb, environment.table),
    outbox: createOutbox(dynamoDb, environment.table),
    queues: createQueues(environment, settings, attemptMs.queue),
    now: readClock,
  };
}

/** Lambda logs the error's class. Its message names the setting. */
function createAuthenticator(source: Source, settings: AuthenticationSettings): Authenticator {
  try {
    return source.authenticator(settings);
  } catch (error) {
    if (!v.isValiError(error)) throw error;
    const path = v.getDotPath(error.issues[0]) ?? "its settings";
    throw new IntakeError("configuration_invalid", `wrong authentication, ${path}: ${error.message}`);
  }
}

function warmSecrets(
  secretId: string | undefined,
  { currentFault }: Authenticator,
  settings: ServiceSettings,
): Intake["secrets"] {
  if (!secretId)
    throw new IntakeError("configuration_invalid", "an authentication with a secret needs a secret id");
  const { warm, secretsOf } = createSecrets(createSecretsManager(settings), secretId, {
    now: readClock,
    onRead(versions) {
      const fault = currentFault(versions);
      if (fault) recordUnusableSecret(fault);
    },
  });
  // Overlaps the start: the first delivery waits less.
  warm();
  return secretsOf;
}

/** For schemes without a secret. */
const noSecrets: Secrets = {
  read: async () => ({ values: [] }),
  reread: async () => undefined,
};

/** Waits until the bundle has loaded. */
function openAhead(connections: Connections, endpoints: readonly string[]): void {
  setImmediate(() => {
    for (const endpoint of endpoints) connections.open(endpoint);
  });
}

function readClock(): Date {
  return new Date();
}
