import { DescribeTableCommand, DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import {
  DeleteSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { localClientSettings } from "../../infra/endpoints/client-settings.ts";
import { exampleBody } from "../support/examples.ts";
import { ask } from "../support/inspector-client.ts";
import { useLocalIntake } from "../support/local-intake.ts";

const intake = useLocalIntake();
const settings = () => localClientSettings(intake.running().endpoints);
async function findSecret(client: SecretsManagerClient, part: string): Promise<string | undefined> {
  const { SecretList = [] } = await client.send(new ListSecretsCommand({}));
  return SecretList.find(({ Name }) => Name?.includes(part))?.Name;
}

describe("the local AWS endpoint", () => {
  it("holds the table and the queues as the template declares them", async () => {
    const { tableName, queueUrl, deadLetterQueueUrl } = intake.running().endpoints;
    const { Table } = await new DynamoDBClient(settings()).send(
      new DescribeTableCommand({ TableName: tableName }),
    );
    expect(Table?.KeySchema).toEqual([{ AttributeName: "key", KeyType: "HASH" }]);
    const sqs = new SQSClient(settings());
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ["All"] }),
    );
    expect(Attributes).toMatchObject({
      FifoQueue: "true",
      MessageRetentionPeriod: String(14 * 24 * 60 * 60),
    });
    const relay = JSON.parse(Attributes?.RedrivePolicy ?? "{}");
    expect(relay.deadLetterTargetArn.split(":").at(-1)).toBe(deadLetterQueueUrl.split("/").at(-1));
  });

  it("remembers a notification under its key for thirty days, and nothing else about it", async () => {
    const before = Math.floor(Date.now() / 1000);
    await intake.deliver("yoti", exampleBody("yoti", "session-completion"));
    const [message] = await intake.drain("queueUrl");
    const dynamodb = new DynamoDBClient(settings());
    const { Items = [] } = await dynamodb.send(
      new ScanCommand({ TableName: intake.running().endpoints.tableName }),
    );
    const item = Items.find(({ key }) => key?.S === JSON.parse(message?.body ?? "{}").id);
    expect(Object.keys(item ?? {}).sort()).toEqual(["expiresAt", "key"]);
    const expiresIn = Number(item?.expiresAt?.N) - before;
    expect(Math.round(expiresIn / 86_400)).toBe(30);
  });

  it("answers the watcher of a switched-off table, and names the fault of a call", async () => {
    const { aws, endpoints } = intake.running();
    const TableName = endpoints.tableName;
    aws.faults.dynamodb.set({ mode: "refuses" });
    const calls = [1, 2, 3].map(() => aws.callDynamoDb("DescribeTable", { TableName }));
    expect(await Promise.all(calls)).toMatchObject(calls.map(() => ({ Table: { TableName } })));
    await expect(aws.callDynamoDb("DescribeTable", { TableName: "nowhere" })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
    });
    aws.faults.dynamodb.set({ mode: "up" });
  });

  it("knows every value that a secret ever had", async () => {
    const client = new SecretsManagerClient(settings());
    const SecretId = await findSecret(client, "Thales");
    const values = ['{"secret":"one"}', '{"secret":"two"}', '{"secret":"three"}'];
    for (const SecretString of values)
      await client.send(new PutSecretValueCommand({ SecretId, SecretString }));
    const { thales } = intake.running().endpoints.secrets;
    expect(intake.running().aws.secretsManager.storedValues()).toEqual(
      expect.arrayContaining([JSON.stringify(thales), ...values]),
    );
  });

  it("rotates a secret: the new one and the one before it are accepted, the one before that is not", async () => {
    const client = new SecretsManagerClient(settings());
    const SecretId = await findSecret(client, "Yoti");
    for (const SecretString of ['{"token":"first-token"}', '{"token":"second-token"}'])
      await client.send(new PutSecretValueCommand({ SecretId, SecretString }));
    const send = async (token: string) => {
      const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
      return (await intake.post("/yoti", headers, exampleBody("yoti", "session-completion"))).status;
    };
    expect([await send("second-token"), await send("first-token")]).toEqual([200, 200]);
    expect(await send(intake.running().endpoints.secrets.yoti?.token ?? "")).toBe(401);
  });

  it("answers what it does not serve with an error of AWS's form", async () => {
    const client = new SecretsManagerClient({ ...settings(), maxAttempts: 1 });
    const missing = client.send(new GetSecretValueCommand({ SecretId: "missing" }));
    await expect(missing).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    const unknown = client.send(new DeleteSecretCommand({ SecretId: "missing" }));
    await expect(unknown).rejects.toMatchObject({ name: "UnknownOperationException" });
  });

  describe("turns a website away that is open in a browser on this computer", () => {
    const quarantined = {
      id: "0".repeat(64),
      source: "yoti",
      recordedtime: "2026-11-21T09:30:00.000Z",
      correlationid: "c-1",
      issues: [],
      delivery: {
        id: "request",
        pathParameters: {},
        contentType: "application/json",
        body: Buffer.from('{"session_id":"forged","topic":"session_completion"}').toString("base64"),
        proven: {},
      },
    };
    const payload = JSON.stringify({
      replay: { quarantined: JSON.stringify(quarantined), dryRun: false, accepted: false },
    });
    const evil = "https://evil.example";

    it.each([
      ["by what any website may send", { origin: evil, "content-type": "text/plain" }],
      ["from a sandbox", { origin: "null", "content-type": "text/plain" }],
      ["under a name that points here", { origin: "http://evil.example", host: "evil.example" }],
      ["as the browser says", { "sec-fetch-site": "cross-site" }],
    ])("from invoking a function: %s", async (_, headers) => {
      await intake.drain("queueUrl");
      const { aws, functions } = intake.running().endpoints;
      const url = `${aws}/2015-03-31/functions/${functions.yoti}/invocations`;
      expect((await ask(url, "POST", headers, payload)).status).toBe(403);
      expect(await intake.drain("queueUrl")).toEqual([]);
      // The same request outside a browser works.
      const response = await ask(url, "POST", {}, payload);
      expect(JSON.parse(response.body)).toMatchObject({
        outcome: expect.stringMatching(/accepted|duplicate/),
      });
      await intake.drain("queueUrl");
    });

    it.each([
      ["POST", { origin: evil }],
      // Browsers name the origin only with other methods.
      ["GET", {}],
      ["OPTIONS", { origin: evil, "access-control-request-headers": "x-amz-target" }],
    ])("from reading secrets, with %s", async (method, headers) => {
      const target = { "x-amz-target": "secretsmanager.ListSecrets", host: "evil.example" };
      const body = method === "GET" ? undefined : "{}";
      const response = await ask(intake.running().endpoints.aws, method, { ...headers, ...target }, body);
      expect(response.status).toBe(403);
      expect(response.body).not.toContain("{");
    });
  });
});
