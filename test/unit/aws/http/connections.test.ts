import { once } from "node:events";
import { connect, createServer, type Server, Socket } from "node:net";
import {
  createServer as createTlsServer,
  getCACertificates,
  type SecureVersion,
  setDefaultCACertificates,
  type TLSSocket,
} from "node:tls";
import { HttpRequest } from "@smithy/core/protocols";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createCertificates } from "../../../../infra/local/gateway/certificates.ts";
import { listen } from "../../../../infra/local/listen.ts";
import { createConnections } from "../../../../lib/aws/http/connections.ts";
import { fakeTime } from "../../../support/fake-time.ts";

const longMs = 60_000;
const generous = { timeout: longMs };
const answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

/** Serves until the test ends, and keeps what each connection received. */
async function serve<Kind extends Socket>(server: Server, event: string, onRequest: (socket: Kind) => void) {
  const received: { readonly socket: Kind; text: string }[] = [];
  server.on(event, (socket: Kind) => {
    const connection = { socket, text: "" };
    received.push(connection);
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      connection.text += bytes.toString();
      onRequest(socket);
    });
  });
  onTestFinished(() => {
    for (const { socket } of received) socket.destroy();
    server.close();
  });
  return { port: await listen(server, 0, "a test's server"), received, server };
}

const servePlain = (onRequest: (socket: Socket) => void) => serve(createServer(), "connection", onRequest);

const requestTo = (port: number, protocol = "http:", hostname = "127.0.0.1") =>
  new HttpRequest({
    method: "POST",
    path: "/",
    protocol,
    hostname,
    port,
    headers: { host: "test" },
    body: "é",
  });

const closed = async (socket: Socket | undefined) => {
  if (socket && !socket.closed) await once(socket, "close");
};

describe("the connections", () => {
  it("carry a request as it is: its headers in their order, and its body as UTF-8", async () => {
    const { port, received } = await servePlain((socket) => socket.write(answer));
    const { send } = createConnections();
    const request = requestTo(port);
    Object.assign(request.headers, { "X-Amz-A": "a, b", "content-length": "5" });
    request.body = "\ufeffé";
    expect(await send(request, longMs)).toMatchObject({ statusCode: 200 });
    request.body = Buffer.from(".\ufeffé.").subarray(1, -1);
    await send(request, longMs);
    const text =
      "POST / HTTP/1.1\r\nhost: test\r\nX-Amz-A: a, b\r\ncontent-length: 5\r\nConnection: keep-alive\r\n\r\n\ufeffé";
    expect(received.map((connection) => connection.text)).toEqual([text + text]);
  });

  it.each(["a\nb", "a\rb", "a\0b", "é"])("carry no header that says %j", async (value) => {
    const { port, received } = await servePlain((socket) => socket.write(answer));
    const { send } = createConnections();
    const request = requestTo(port);
    request.headers.token = value;
    await expect(send(request, longMs)).rejects.toThrow(
      "the header token has a character that is not allowed",
    );
    expect(received).toEqual([]);
  });

  it("carry no bytes that are no text", async () => {
    const request = Object.assign(requestTo(1), { body: Uint8Array.of(0xff) });
    await expect(createConnections().send(request, longMs)).rejects.toThrow(TypeError);
  });

  it("carry one request at a time, and another when the first has its response", async () => {
    const waiting: Socket[] = [];
    const { port, received } = await servePlain((socket) => waiting.push(socket));
    const { send } = createConnections();
    const both = [send(requestTo(port), longMs), send(requestTo(port), longMs)];
    await expect.poll(() => waiting.length, generous).toBe(2);
    for (const socket of waiting) socket.write(answer);
    await Promise.all(both);
    const third = send(requestTo(port), longMs);
    await expect.poll(() => waiting.length, generous).toBe(3);
    waiting.at(-1)?.write(answer);
    await third;
    expect(received).toHaveLength(2);
  });

  it("lead to the host and the port of each request", async () => {
    const servers = [
      await servePlain((socket) => socket.write(answer)),
      await servePlain((socket) => socket.write(answer)),
    ];
    const { send } = createConnections();
    for (const { port } of [...servers, ...servers]) {
      const request = requestTo(port);
      request.headers.host = `test-${port}`;
      await send(request, longMs);
    }
    const arrived = servers.map(({ port, received }) =>
      received.map(({ text }) => text.split(`test-${port}`)),
    );
    expect(arrived.map((texts) => texts.map(({ length }) => length - 1))).toEqual([[2], [2]]);
  });

  it("send at once what is short, and ask whether an idle server is still there", async () => {
    const noDelay = vi.spyOn(Socket.prototype, "setNoDelay");
    const keepAlive = vi.spyOn(Socket.prototype, "setKeepAlive");
    const { port } = await servePlain((socket) => socket.write(answer));
    await createConnections().send(requestTo(port), longMs);
    expect(noDelay.mock.calls).toEqual([[true]]);
    expect(keepAlive.mock.calls).toEqual([[true, 1000]]);
  });

  it.each<readonly [string, (socket: Socket) => void]>([
    ["the server closes", (socket) => socket.end(answer)],
    ["the server ends its answer so", (socket) => socket.end("HTTP/1.1 200 OK\r\n\r\n{}")],
    [
      "the server says that it will close",
      (socket) => socket.write(answer.replace("Content", "Connection: close\r\nContent")),
    ],
    ["the server answers twice", (socket) => socket.write(answer + answer)],
    ["the server begins another answer", (socket) => socket.write(`${answer}HTTP/1.1 200 OK\r\nX: `)],
  ])("carry no other request when %s", async (_, respond) => {
    const { port, received } = await servePlain(respond);
    const { send } = createConnections();
    await send(requestTo(port), longMs);
    await closed(received[0]?.socket);
    await send(requestTo(port), longMs);
    expect(received).toHaveLength(2);
  });

  it("carry no other request when the server speaks without one", async () => {
    const { port, received } = await servePlain((socket) => socket.write(answer));
    const { send } = createConnections();
    await send(requestTo(port), longMs);
    received[0]?.socket.write("HTTP/1.1 408 Request Timeout");
    await closed(received[0]?.socket);
    await send(requestTo(port), longMs);
    expect(received).toHaveLength(2);
  });

  it.each<readonly [string, string, object]>([
    ["is no HTTP", "no HTTP\r\n\r\n", { message: "Parse Error" }],
    ["ends early", answer.slice(0, -1), { code: "ECONNRESET" }],
  ])("reject a response that %s", async (_, text, error) => {
    const { port } = await servePlain((socket) => socket.end(text));
    await expect(createConnections().send(requestTo(port), longMs)).rejects.toMatchObject(error);
  });

  it("have 400 ms to be made, and then as long as a request has", async () => {
    fakeTime({ toFake: ["setTimeout", "clearTimeout", "setImmediate", "clearImmediate"] });
    const asked = Promise.withResolvers<Socket>();
    const { port } = await servePlain(asked.resolve);
    const { send } = createConnections();
    // Nothing can connect before the test waits.
    const early = expect(send(requestTo(port), longMs)).rejects.toMatchObject({ name: "TimeoutError" });
    vi.advanceTimersByTime(401);
    await early;
    const made = send(requestTo(port), longMs);
    vi.advanceTimersByTime(399);
    const socket = await asked.promise;
    vi.advanceTimersByTime(longMs - 400);
    socket.write(answer);
    expect(await made).toMatchObject({ statusCode: 200 });
  });

  const standStill = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

  it("are made if they were in time, and the process stood still before it knew", async () => {
    const { port, received } = await servePlain((socket) => socket.write(answer));
    const { open, send } = createConnections();
    open(`http://127.0.0.1:${port}`);
    process.nextTick(standStill, 500);
    await expect.poll(() => received.length, generous).toBe(1);
    await send(requestTo(port), longMs);
    expect(received).toHaveLength(1);
  });

  it("give a response that was in time, and the process stood still before it read", async () => {
    const { port } = await servePlain((socket) => socket.write(answer, () => standStill(2500)));
    expect(await createConnections().send(requestTo(port), 2000)).toMatchObject({ statusCode: 200 });
  });

  it("are all closed when one is lost", async () => {
    let respond = (socket: Socket): unknown => socket;
    const { port, received } = await servePlain((socket) => respond(socket));
    const { send } = createConnections();
    const both = [send(requestTo(port), longMs), send(requestTo(port), longMs)];
    await expect.poll(() => received.filter(({ text }) => text).length, generous).toBe(2);
    for (const { socket } of received) socket.write(answer);
    await Promise.all(both);
    respond = (socket) => socket.resetAndDestroy();
    await expect(send(requestTo(port), longMs)).rejects.toMatchObject({ code: "ECONNRESET" });
    for (const { socket } of received) await closed(socket);
    respond = (socket) => socket.write(answer);
    expect(await send(requestTo(port), longMs)).toMatchObject({ statusCode: 200 });
    expect(received).toHaveLength(3);
  });

  const large = (port: number) => Object.assign(requestTo(port), { body: "x".repeat(20_000_000) });

  it("carry no other request when the response comes before the whole request has left", async () => {
    const { port, received } = await servePlain((socket) => socket.pause().write(answer));
    const { send } = createConnections();
    expect(await send(large(port), longMs)).toMatchObject({ statusCode: 200 });
    expect(await send(requestTo(port), longMs)).toMatchObject({ statusCode: 200 });
    expect(received).toHaveLength(2);
  });

  it("do not wait for a server that closes before the whole request has left", async () => {
    const { port } = await servePlain((socket) => socket.pause().end());
    const lost = { code: "ECONNRESET" };
    await expect(createConnections().send(large(port), longMs)).rejects.toMatchObject(lost);
  });

  it("know an address of IPv6", async () => {
    // No process serves port 1, and not every computer has IPv6.
    const unserved = {
      code: expect.stringMatching(/^(ECONNREFUSED|EADDRNOTAVAIL|ENETUNREACH|EAFNOSUPPORT)$/),
    };
    const request = requestTo(1, "http:", "[::1]");
    await expect(createConnections().send(request, longMs)).rejects.toMatchObject(unserved);
  });

  it("are closed when a response does not come in time", async () => {
    const { port, received } = await servePlain((socket) => socket.write(answer.slice(0, -1)));
    const late = { name: "TimeoutError", code: "ETIMEDOUT" };
    await expect(createConnections().send(requestTo(port), 100)).rejects.toMatchObject(late);
    for (const { socket } of received) await closed(socket);
  });
});

describe("the connections over TLS", async () => {
  const { ca, server } = await createCertificates(new Date());
  const serveTls = (onRequest: (socket: TLSSocket) => void, maxVersion: SecureVersion = "TLSv1.3") => {
    const options = { key: server.key, cert: server.certificate, maxVersion, ALPNProtocols: ["http/1.1"] };
    return serve(createTlsServer(options), "secureConnection", onRequest);
  };
  const trust = () => {
    const known = getCACertificates("default");
    setDefaultCACertificates([...known, ca]);
    onTestFinished(() => setDefaultCACertificates(known));
  };

  it("name the host, and resume their session when the server has closed", async () => {
    trust();
    const facts: unknown[] = [];
    const { port, received } = await serveTls((socket) => {
      const { servername, alpnProtocol } = socket;
      facts.push({ servername, alpnProtocol, isResumed: socket.isSessionReused() });
      socket.end(answer);
    });
    const { send } = createConnections();
    for (const hostname of ["localhost", "localhost", "127.0.0.1"]) {
      expect(await send(requestTo(port, "https:", hostname), longMs)).toMatchObject({ statusCode: 200 });
      await closed(received.at(-1)?.socket);
    }
    expect(facts).toEqual([
      { servername: "localhost", alpnProtocol: "http/1.1", isResumed: false },
      { servername: "localhost", alpnProtocol: "http/1.1", isResumed: true },
      { servername: false, alpnProtocol: "http/1.1", isResumed: false },
    ]);
  });

  it("begin a session anew after a connection that was lost", async () => {
    trust();
    const isResumed: boolean[] = [];
    const tls = await serveTls((socket) => {
      isResumed.push(socket.isSessionReused());
      socket.end(answer);
    });
    const front = await servePlain(() => undefined);
    front.server.on("connection", (socket) => {
      if (front.received.length === 2) socket.resetAndDestroy();
      else socket.pipe(connect(tls.port, "127.0.0.1")).pipe(socket);
    });
    const { send } = createConnections();
    const request = requestTo(front.port, "https:", "localhost");
    await send(request, longMs);
    await closed(tls.received[0]?.socket);
    await expect(send(request, longMs)).rejects.toMatchObject({ code: "ECONNRESET" });
    await send(request, longMs);
    expect(isResumed).toEqual([false, false]);
  });

  it.each<readonly [SecureVersion, string, string]>([
    ["TLSv1.2", "another authority", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
    ["TLSv1.3", "another authority", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
    ["TLSv1.2", "another name", "ERR_TLS_CERT_ALTNAME_INVALID"],
    ["TLSv1.3", "another name", "ERR_TLS_CERT_ALTNAME_INVALID"],
  ])("send nothing, and resume nothing, by %s with a server of %s", async (version, fault, code) => {
    if (fault === "another name") trust();
    const { port, received } = await serveTls((socket) => socket.write(answer), version);
    const { send } = createConnections();
    // Another name of the same address.
    const request = requestTo(port, "https:", fault === "another name" ? "127.1" : "localhost");
    await expect(send(request, longMs)).rejects.toMatchObject({ code });
    await expect(send(request, longMs)).rejects.toMatchObject({ code });
    for (const { socket } of received) await closed(socket);
    expect(received.map(({ text }) => text).join("")).toBe("");
  });
});
