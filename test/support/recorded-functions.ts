import * as v from "valibot";
import { type SourceId, vendors } from "../../functions/vendors.ts";
import { bundleFunction } from "../../infra/bundling/bundle.ts";
import { localCredentials } from "../../infra/endpoints/client-settings.ts";
import { type AwsEndpoint, startAwsEndpoint } from "../../infra/local/aws/aws-endpoint.ts";
import { createResources } from "../../infra/local/aws/resources.ts";
import { createCertificates } from "../../infra/local/gateway/certificates.ts";
import { createRecordedEvents } from "../../infra/local/recorded-events.ts";
import { localRegion } from "../../infra/local/stack/intrinsics.ts";
import { loadSimulator } from "../../infra/simulators/simulators.ts";
import { variableNames } from "../../lib/wiring/environment.ts";
import { tableAttributes } from "../../lib/wiring/table-attributes.ts";
import { record } from "./records.ts";
import { startRuntimeFunction } from "./runtime-function.ts";

const responseSchema = v.object({
  statusCode: v.number(),
  headers: v.record(v.string(), v.string()),
  body: v.string(),
  isBase64Encoded: v.literal(false),
});
type RecordedResponse = v.InferOutput<typeof responseSchema>;

/** Every source's bundle in a process of its own, behind the Lambda Runtime API, without the stack and the gateway. */
export interface RecordedFunctions {
  readonly awsEndpoint: string;
  readonly queueUrl: string;
  readonly quarantineQueueUrl: string;
  /** An event for each source, signed with its credentials. */
  readonly events: Awaited<ReturnType<typeof createRecordedEvents>>;
  readonly invoke: (source: SourceId, event: unknown) => Promise<RecordedResponse>;
  readonly stop: () => Promise<void>;
}

export async function startRecordedFunctions(): Promise<RecordedFunctions> {
  const aws = await startAwsEndpoint(0);
  await createResources({ ...noTopology, tables: [table], queues: [queue, quarantineQueue] }, aws.url);
  const { client, clientFingerprint } = await createCertificates(new Date());
  const secrets = await storeSecrets(aws);
  const events = await createRecordedEvents({ secrets, clientCertificate: client.certificate }, new Date());
  const started = vendors.map(async ({ id }) => {
    const environment = createEnvironment(id, aws.url, clientFingerprint);
    return [id, await startRuntimeFunction(environment)] as const;
  });
  const functions = new Map(await Promise.all(started));
  return {
    awsEndpoint: aws.url,
    queueUrl: urlOf(aws.url, queue.name),
    quarantineQueueUrl: urlOf(aws.url, quarantineQueue.name),
    events,
    invoke: async (source, event) => v.parse(responseSchema, await functions.get(source)?.invoke(event)),
    async stop() {
      await Promise.all([...functions.values()].map((one) => one.stop()));
      await aws.stop();
    },
  };
}

const noTopology = { secretArns: [], functions: [], routes: [], schedules: [], outputs: {} };
const queue = { name: "events.fifo", attributes: { FifoQueue: "true" } };
const quarantineQueue = { name: "quarantine.fifo", attributes: { FifoQueue: "true" } };
const table = {
  name: "keys",
  properties: {
    KeySchema: [{ AttributeName: tableAttributes.key, KeyType: "HASH" as const }],
    AttributeDefinitions: [{ AttributeName: tableAttributes.key, AttributeType: "S" as const }],
    BillingMode: "PAY_PER_REQUEST" as const,
  },
};

/** Stores what the functions check by, and returns what the vendors hold. */
async function storeSecrets({ secretsManager }: AwsEndpoint) {
  const vendorSide = vendors.map(async ({ id }) => {
    const credentials = (await loadSimulator(id)).createCredentials();
    secretsManager.create(id, JSON.stringify(credentials.ourSide));
    for (const text of Object.values(credentials.vendorSide)) record("secrets", text);
    return [id, { ...credentials.vendorSide }] as const;
  });
  return Object.fromEntries(await Promise.all(vendorSide));
}

function createEnvironment(source: SourceId, awsEndpoint: string, clientFingerprint: string) {
  return {
    [variableNames.table]: table.name,
    [variableNames.eventQueueUrl]: urlOf(awsEndpoint, queue.name),
    [variableNames.quarantineQueueUrl]: urlOf(awsEndpoint, quarantineQueue.name),
    [variableNames.secretId]: source,
    [variableNames.authentication]: JSON.stringify(authenticationOf(source, clientFingerprint)),
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_ENDPOINT_URL: awsEndpoint,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_LAMBDA_FUNCTION_NAME: source,
    AWS_REGION: localRegion,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
    LAMBDA_TASK_ROOT: bundleFunction(source).directory,
  };
}

/** What the source does by itself, and the client certificate where it knows one, as the local stack has it. */
function authenticationOf(id: SourceId, sha256: string): object {
  const source = vendors.find((one) => one.id === id);
  const pins = [{ sha256 }];
  const isBound = source?.schemeNames.includes("clientCertificate");
  return { ...source?.defaultAuthentication, ...(isBound ? { clientCertificate: { pins } } : {}) };
}

function urlOf(awsEndpoint: string, queueName: string): string {
  return `${awsEndpoint}/000000000000/${queueName}`;
}
