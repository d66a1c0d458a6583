import { once } from "node:events";
import { Agent, createServer, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createClientSettings, withoutUnusedMiddleware } from "../../../../lib/aws/sdk/client-settings.ts";
import { callWithin, createConnections } from "../../../../lib/aws/sdk/connections.ts";
import { begin, startCountingServer, succeed } from "../counting-server.ts";
import { forThisTest } from "../wire.ts";

const timeout = expect.objectContaining({ name: "TimeoutError" });
const silence = () => undefined;
const longMs = 10_000;

function setUp(url: string) {
  const connections = createConnections();
  const variables = { AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
  const settings = createClientSettings({ ...variables, AWS_ENDPOINT_URL: url }, connections);
  const tableWith = (attemptMs: number) =>
    forThisTest(withoutUnusedMiddleware(new DynamoDBClient(settings("DYNAMODB", attemptMs))));
  return { connections, settings, tableWith };
}

const get = (TableName = "keys") => new GetItemCommand({ TableName, Key: { key: { S: "k-1" } } });

/** The SDK waits before it tries again: a share of its longest pause. */
function pauseFor(share: number): void {
  const spy = vi.spyOn(Math, "random").mockReturnValue(share);
  onTestFinished(() => spy.mockRestore());
}

describe("a call over its deadline", () => {
  it("rejects after several attempts, and no other one follows", async () => {
    pauseFor(0);
    const server = await startCountingServer(silence);
    const client = setUp(server.url).tableWith(150);
    await expect(callWithin(longMs, () => client.send(get()))).rejects.toEqual(timeout);
    expect(server.requests).toHaveLength(3);
    await sleep(200);
    expect(server.requests).toHaveLength(3);
  });

  it("rejects between two attempts, and the second is never made", async () => {
    pauseFor(0.99);
    const server = await startCountingServer(silence);
    const client = setUp(server.url).tableWith(20);
    const calls: Promise<unknown>[] = [];
    const call = () => {
      const sent = client.send(get());
      calls.push(sent);
      return sent;
    };
    await expect(callWithin(25, call)).rejects.toEqual(timeout);
    // What is left of it comes to its own end, without a third attempt.
    const error: unknown = await calls[0]?.catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      name: "RangeError",
      $metadata: { attempts: expect.toSatisfy(isAtMost(2)) },
    });
    expect(server.requests.length).toBeLessThanOrEqual(1);
  });

  it("gives up the attempt that is under way", async () => {
    const closed = Promise.withResolvers<void>();
    const server = await startCountingServer((response) => response.once("close", closed.resolve));
    const client = setUp(server.url).tableWith(60_000);
    await expect(callWithin(500, () => client.send(get()))).rejects.toEqual(timeout);
    await closed.promise;
  });

  it("is not held by an answer that trickles for ever, which gives its connection back", async () => {
    const closed = Promise.withResolvers<void>();
    const server = await startCountingServer((response) => {
      response.once("close", closed.resolve);
      trickle(begin(response));
    });
    const client = setUp(server.url).tableWith(60_000);
    await expect(callWithin(500, () => client.send(get()))).rejects.toEqual(timeout);
    expect(server.requests).toHaveLength(1);
    await closed.promise;
  });

  it("is over at the same time whatever another call may take", async () => {
    const gate = Promise.withResolvers<void>();
    const server = await startCountingServer(async (response, { body }) => {
      if (!body.includes("patient")) return;
      await gate.promise;
      succeed(response);
    });
    const client = setUp(server.url).tableWith(60_000);
    const patient = callWithin(longMs, () => client.send(get("patient")));
    await expect(callWithin(50, () => client.send(get("hasty")))).rejects.toEqual(timeout);
    await sleep(100);
    gate.resolve();
    expect(await patient).toMatchObject({ $metadata: { httpStatusCode: 200, attempts: 1 } });
  });
});

const isAtMost = (most: number) => (attempts: number) => attempts <= most;

function trickle(response: ServerResponse): void {
  const timer = setInterval(() => response.write(" "), 5);
  response.once("close", () => clearInterval(timer));
}

describe("a call", () => {
  it("gives what it gives, and rejects with what it rejects with", async () => {
    expect(await callWithin(longMs, async () => 7)).toBe(7);
    await expect(callWithin(longMs, () => Promise.reject(new RangeError("no")))).rejects.toThrow(RangeError);
  });

  it.each([
    ["succeeds with the third attempt", [500, 500, 200], 3],
    ["fails with the third attempt", [500, 500, 500, 200], 3],
  ])("that is answered with 500 %s", async (_, statuses, attempts) => {
    pauseFor(0);
    const server = await startCountingServer((response) =>
      begin(response, statuses[server.requests.length - 1]).end("{}"),
    );
    const client = setUp(server.url).tableWith(longMs);
    const call = callWithin(longMs, () => client.send(get()));
    if (statuses[attempts - 1] === 200) await call;
    else await expect(call).rejects.toMatchObject({ $metadata: { httpStatusCode: 500, attempts } });
    expect(server.requests).toHaveLength(attempts);
  });
});

describe("the connections", () => {
  it("are kept, and shared by all clients, until one of those is destroyed", async () => {
    const server = await startCountingServer(succeed);
    const { connections, settings, tableWith } = setUp(server.url);
    const table = tableWith(longMs);
    const queue = forThisTest(withoutUnusedMiddleware(new SQSClient(settings("SQS", longMs))));
    const secrets = forThisTest(
      withoutUnusedMiddleware(new SecretsManagerClient(settings("SECRETS_MANAGER", longMs))),
    );
    await table.send(get());
    await queue.send(new GetQueueUrlCommand({ QueueName: "events" }));
    await secrets.send(new GetSecretValueCommand({ SecretId: "secret" }));
    await table.send(get());
    expect(server.requests).toHaveLength(4);
    expect(server.connections()).toBe(1);
    queue.destroy();
    await expect.poll(() => countFree(connections)).toBe(0);
  });

  it("can be opened ahead of the first call", async () => {
    const server = await startCountingServer(succeed);
    const { connections, tableWith } = setUp(server.url);
    connections.open(new URL(server.url));
    await expect.poll(() => countFree(connections)).toBe(1);
    expect(server.requests).toMatchObject([{ method: "GET" }]);
    await tableWith(longMs).send(get());
    expect(server.requests).toMatchObject([{ method: "GET" }, { method: "POST" }]);
    expect(server.connections()).toBe(1);
  });

  it("need not open ahead: nobody hears of a failure, and the call fails or not by itself", async () => {
    const rejected = vi.fn();
    process.on("unhandledRejection", rejected);
    onTestFinished(() => void process.off("unhandledRejection", rejected));
    const { connections, tableWith } = setUp(await closedAddress());
    connections.open(new URL(await closedAddress()));
    pauseFor(0);
    // By then that has failed as well.
    await expect(tableWith(longMs).send(get())).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await sleep(50);
    expect(rejected).not.toHaveBeenCalled();
  });
});

/** Connections that wait for a request. */
function countFree(connections: ReturnType<typeof createConnections>): number {
  const { httpAgent } = connections.requestHandler(longMs).httpHandlerConfigs();
  return httpAgent instanceof Agent ? Object.keys(httpAgent.freeSockets).length : 0;
}

/** Where nothing listens any more. */
async function closedAddress(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}
