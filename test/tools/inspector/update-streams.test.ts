import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createUpdateStreams, type UpdateStreams } from "../../../infra/inspector/update-streams.ts";
import { close, listen } from "../../../infra/local/listen.ts";

const first = "x".repeat(20 * 1024 * 1024);
const mebibyte = 1024 * 1024;

let streams: UpdateStreams;
let responses: ServerResponse[];
let clients: Socket[];
let port: number;

const server = () =>
  createServer((_, response) => {
    responses.push(response);
    streams.open([response], () => first);
  });
let running: ReturnType<typeof server>;

beforeEach(async () => {
  responses = [];
  clients = [];
  streams = createUpdateStreams(() => undefined);
  running = server();
  port = await listen(running, 0, "test");
});
afterEach(async () => {
  for (const client of clients) client.destroy();
  await close(running);
});

/** Opens a stream, which begins; whoever never reads on is asleep. */
async function open(): Promise<Socket> {
  const client = connect(port, "127.0.0.1").on("error", () => undefined);
  clients.push(client);
  client.write("GET / HTTP/1.1\r\nhost: test\r\n\r\n");
  await once(client, "readable");
  return client;
}

const waiting = () =>
  responses
    .filter(({ destroyed }) => !destroyed)
    .reduce((sum, { writableLength }) => sum + writableLength, 0);

it("keeps no more for all pages that sleep than memory has room for, and goes on for who reads", async () => {
  const reader = (await open()).resume();
  await expect.poll(() => responses[0]?.writableLength).toBe(0);
  for (let count = 0; count < 20; count += 1) await open();
  expect(waiting()).toBeLessThanOrEqual(128 * mebibyte);
  expect(waiting()).toBeGreaterThan(64 * mebibyte);
  const seen: string[] = [];
  reader.on("data", (chunk) => seen.push(String(chunk)));
  streams.send("news");
  await expect.poll(() => seen.join("")).toContain("data: news");
});
