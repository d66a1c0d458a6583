import { type IncomingMessage, request } from "node:http";
import { createServer } from "node:net";
import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import { listen, loopback } from "../../../../infra/local/listen.ts";
import { createResponseParser } from "../../../../lib/aws/http/response-parser.ts";

const lines = (...texts: string[]) => texts.join("\r\n");
const sized = lines(
  "HTTP/1.1 200 OK",
  "X-Amzn-RequestId:  r-1 ",
  "Content-Length: 9",
  "",
  '{"a":"é"}',
).replace("9", "10");
const chunks = lines("3;ext=1", '{"a', "A", '":"é2345"', "0");

/** What Node's own client reads. */
async function readByNode(bytes: Buffer) {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const server = createServer((socket) =>
    socket
      .on("error", () => undefined)
      .resume()
      .end(bytes),
  );
  onTestFinished(() => void server.close());
  const port = await listen(server, 0, "a test's server");
  request({ port, host: loopback }, resolve).on("error", reject).end();
  const response = await promise;
  const body = await buffer(response);
  return { statusCode: response.statusCode, headers: { ...response.headers }, body: body.toString() };
}

/** The responses in these pieces, and what is wrong with them. */
function read(pieces: readonly Buffer[]) {
  const responses: object[] = [];
  const parser = createResponseParser(({ statusCode, headers, body }, isKept) =>
    responses.push({ statusCode, headers, body: body.toString(), isKept }),
  );
  const faults = pieces.flatMap((piece) => parser.read(piece) ?? []);
  parser.end();
  return { responses, faults };
}

/** Cut anywhere. */
const cut = (bytes: Buffer) =>
  fc.array(fc.nat(bytes.length)).map((places) => {
    const sorted = [0, ...places.toSorted((a, b) => a - b), bytes.length];
    return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
  });

it.each<readonly [string, string, boolean]>([
  ["of a known length", sized, true],
  [
    "in chunks, with an extension and a trailer",
    lines("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", chunks, "X-Sum: 1", "", ""),
    true,
  ],
  ["in chunks", lines("HTTP/1.1 400 Bad Request", "transfer-encoding: chunked", "", chunks, "", ""), true],
  ["up to the end of the connection", lines("HTTP/1.1 200 OK", "", '{"a":1}'), false],
  ["after which the server closes", sized.replace("X-Amzn", "Connection: close\r\nX-Amzn"), false],
  ["after an interim one", `${lines("HTTP/1.1 100 Continue", "", "")}${sized}`, true],
  ["without a body", lines("HTTP/1.1 500 Internal Server Error", "Content-Length: 0", "", ""), true],
  ["that has none by its status", lines("HTTP/1.1 204 No Content", "", ""), true],
  ["of an older server", lines("HTTP/1.0 200 OK", "Content-Length: 2", "", "{}"), false],
])("reads a response %s as Node does, whatever pieces it comes in", async (_, text, isKept) => {
  const bytes = Buffer.from(text);
  const expected = { ...(await readByNode(bytes)), isKept };
  fc.assert(
    fc.property(cut(bytes), (pieces) => {
      expect(read(pieces)).toEqual({ responses: [expected], faults: [] });
    }),
  );
});

it.each<readonly [string, string]>([
  ["is no HTTP", "no HTTP\r\n\r\n"],
  ["tells two lengths", sized.replace("X-Amzn", "Content-Length: 1\r\nX-Amzn")],
  ["has a header without an end", `HTTP/1.1 200 OK\r\nX: ${"x".repeat(90_000)}`],
  [
    "goes on in a chunk's end",
    lines("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", "1", "{}", "0", "", ""),
  ],
])("gives no response but a fault where it %s", async (_, text) => {
  const bytes = Buffer.from(text);
  await expect(readByNode(bytes)).rejects.toThrow();
  expect(read([bytes])).toEqual({ responses: [], faults: [expect.any(Error)] });
});

const told = (length: string) => lines("HTTP/1.1 200 OK", `Content-Length: ${length}`, "", "{}");

it.each(["", "x", "2, 2", "2;", "0x2", "2.5", "-2", "-300000000"])(
  "gives no response of length %j",
  (length) => {
    expect(read([Buffer.from(told(length))])).toEqual({ responses: [], faults: [expect.any(Error)] });
  },
);

it("comes to an end with a chunk of a negative length", () => {
  const text = lines("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", "2", "{}", "-6", "0", "", "");
  expect(read([Buffer.from(text)])).toEqual({ responses: [], faults: [expect.any(Error)] });
});

it.each<readonly [string, string]>([
  ["in its head", sized.slice(0, 20)],
  ["in its body", sized.slice(0, -1)],
  ["in a chunk", lines("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", "5", "{}")],
])("gives no response that ends %s", (_, text) => {
  expect(read([Buffer.from(text)]).responses).toEqual([]);
});
