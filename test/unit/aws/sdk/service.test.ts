import type { ServerResponse } from "node:http";
import { describe, expect, it, vi } from "vitest";
import { createConnections } from "../../../../lib/aws/http/connections.ts";
import { within } from "../../../../lib/aws/sdk/deadline.ts";
import { createDynamoDb } from "../../../../lib/aws/sdk/dynamodb.ts";
import { createSecretsManager } from "../../../../lib/aws/sdk/secrets-manager.ts";
import { createSqs } from "../../../../lib/aws/sdk/sqs.ts";
import { fakeTime } from "../../../support/fake-time.ts";
import { startWire, success, type Wire } from "../wire.ts";
import { settingsFor } from "./services.ts";

const timeout = expect.objectContaining({ name: "TimeoutError" });
const longMs = 60_000;
/** `expect.poll` moves a fake clock on, too. */
const shortMs = 30_000;
const generous = { timeout: 60_000 };

function setUp(url: string) {
  const connections = createConnections();
  const settings = settingsFor(url, connections);
  const tableWith = (attemptMs: number) => createDynamoDb(settings("DYNAMODB", attemptMs));
  return { connections, settings, tableWith };
}

const get = (TableName = "keys") => ({ TableName, Key: { key: { S: "k-1" } } });

/** The share of the SDK's longest pause before its retry. */
function pauseFor(share: number): void {
  vi.spyOn(Math, "random").mockReturnValue(share);
}

/** Not for a busy computer to decide. */
const stopClock = () => fakeTime({ toFake: ["setTimeout", "clearTimeout", "performance"] });
const arrival = (wire: Wire, count = 1) => expect.poll(() => wire.calls.length, generous).toBe(count);

describe("a call over its deadline", () => {
  it("rejects between two attempts, and the second is never made", async () => {
    pauseFor(0.99);
    const wire = await startWire(() => "silence");
    const table = setUp(wire.url).tableWith(20);
    await expect(table.getItem(get(), within(25))).rejects.toThrow("the time for the call is over");
    expect(wire.calls.length).toBeLessThanOrEqual(1);
  });

  it.each<readonly [string, (response: ServerResponse) => void]>([
    ["gives up the attempt that is under way", () => undefined],
    ["is not held by an answer that trickles for ever", trickle],
  ])("%s, and gives its connection back", async (_, respond) => {
    stopClock();
    const closed = Promise.withResolvers<void>();
    const wire = await startWire((_, response) => {
      response.once("close", closed.resolve);
      respond(response);
      return "silence";
    });
    const table = setUp(wire.url).tableWith(longMs);
    const rejected = expect(table.getItem(get(), within(shortMs))).rejects.toEqual(timeout);
    await arrival(wire);
    await vi.advanceTimersByTimeAsync(shortMs);
    await rejected;
    await closed.promise;
    expect(wire.calls).toHaveLength(1);
  });

  it("is over at the same time whatever another call may take", async () => {
    stopClock();
    const gate = Promise.withResolvers<void>();
    const wire = await startWire(async ({ input }) => {
      if (!JSON.stringify(input).includes("patient")) return "silence";
      await gate.promise;
      return success();
    });
    const table = setUp(wire.url).tableWith(10 * longMs);
    const patient = table.getItem(get("patient"), within(10 * longMs));
    const rejected = expect(table.getItem(get("hasty"), within(shortMs))).rejects.toEqual(timeout);
    await arrival(wire, 2);
    await vi.advanceTimersByTimeAsync(shortMs);
    await rejected;
    gate.resolve();
    expect(await patient).toMatchObject({ $metadata: { httpStatusCode: 200, attempts: 1 } });
  });
});

function trickle(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "application/x-amz-json-1.0" });
  const timer = setInterval(() => response.write(" "), 5);
  response.once("close", () => clearInterval(timer));
}

describe("the connections", () => {
  it("are opened ahead of the first call, kept, and shared by all services", async () => {
    const wire = await startWire(() => success());
    const { connections, settings, tableWith } = setUp(wire.url);
    connections.open(wire.url);
    const table = tableWith(longMs);
    const queue = createSqs(settings("SQS", longMs));
    const secrets = createSecretsManager(settings("SECRETS_MANAGER", longMs));
    await table.getItem(get(), within(longMs));
    const message = { QueueUrl: `${wire.url}/events`, MessageBody: "m" };
    await expect(queue.sendMessage(message, within(longMs))).rejects.toThrow("InvalidChecksumError");
    await secrets.getSecretValue({ SecretId: "secret" }, within(longMs));
    await table.getItem(get(), within(longMs));
    expect(wire.calls).toHaveLength(4);
    expect(wire.sockets).toHaveLength(1);
  });

  it("need not open ahead: nobody hears of a failure, and the call fails or not by itself", async () => {
    // No process serves port 1.
    const { connections, tableWith } = setUp("http://127.0.0.1:1");
    connections.open("http://127.0.0.1:1");
    pauseFor(0);
    await expect(tableWith(longMs).getItem(get(), within(longMs))).rejects.toMatchObject({
      code: "ECONNREFUSED",
    });
  });
});
