import { once } from "node:events";
import type { Socket } from "node:net";
import { expect, it, vi } from "vitest";
import { createLatestTable } from "../../../../lib/aws/consumer/latest-table.ts";
import { createSeenTable } from "../../../../lib/aws/consumer/seen-table.ts";
import { startServer } from "../../../support/start-server.ts";

const options = { tableName: "seen", consumer: "billing" };
const event = { source: "yoti", subject: "a", recordedtime: "2026-11-21T09:30:00.000Z" };

it.each([
  ["seen", () => createSeenTable(options).has("f".repeat(64))],
  ["latest", () => createLatestTable(options).begin(event)],
])("leaves no connection of %s open to a table that does not answer", async (_, call) => {
  const { promise: asked, resolve } = Promise.withResolvers<Socket>();
  const url = await startServer(({ socket }) => resolve(socket));
  const environment = { AWS_ENDPOINT_URL_DYNAMODB: url, AWS_REGION: "us-east-1" };
  const credentials = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
  for (const [name, value] of Object.entries({ ...environment, ...credentials })) vi.stubEnv(name, value);
  const calling = call();
  const closed = asked.then((socket) => once(socket, "close"));
  await expect(calling).rejects.toThrow("the time for the call is over");
  await closed;
});
