import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { afterAll, describe, expect, it } from "vitest";
import { createCertificates } from "../../infra/local/gateway/certificates.ts";
import { startGateway } from "../../infra/local/gateway/gateway.ts";
import { post } from "../../infra/simulators/post.ts";
import { exampleBody } from "../support/examples.ts";
import { ask } from "../support/inspector-client.ts";
import { useLocalIntake } from "../support/local-intake.ts";

describe("the gateway", async () => {
  const certificates = await createCertificates(new Date());
  const gateway = await startGateway({ http: 0, mutualTls: 0, tls: 0 }, certificates);
  afterAll(() => gateway.stop());
  const events: APIGatewayProxyEventV2[] = [];
  gateway.serve([{ key: "POST /sample", functionId: "sample" }], async (_, event) => {
    events.push(event);
    return { statusCode: 200 };
  });

  /** Sends these lines as they are. */
  async function eventOf(...lines: string[]) {
    const { hostname, port } = new URL(gateway.http);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    const framing = ["Content-Length: 2", "Connection: close", "", "{}"];
    socket.write(["POST /sample HTTP/1.1", "Host: local.test", ...lines, ...framing].join("\r\n"));
    await text(socket);
    return events.at(-1);
  }

  it.each(["Authorization", "Secret", "Content-Type", "User-Agent", "X-Correlation-Id", "Referer"])(
    "joins two lines of %s with a comma, in their order",
    async (name) => {
      const event = await eventOf(`${name}: one`, "Accept: */*", `${name.toLowerCase()}: other`);
      expect(event?.headers).toMatchObject({ [name.toLowerCase()]: "one,other", accept: "*/*" });
    },
  );

  it("has cookies apart from the headers, one each", async () => {
    const event = await eventOf("Cookie: a=1; b=2", "Cookie: c=3");
    expect(event?.cookies).toEqual(["a=1", "b=2", "c=3"]);
    expect(event?.headers).not.toHaveProperty("cookie");
  });

  it("serves ordinary TLS, shows a certificate of its own authority, and passes no client's on", async () => {
    const { certificate, key } = certificates.client;
    const sendOverTls = (ca: string) => {
      const tls = { ca: Buffer.from(ca), cert: Buffer.from(certificate), key: Buffer.from(key) };
      return post(`${gateway.tls}/sample`, {}, "{}", tls);
    };
    expect((await sendOverTls(certificates.ca)).status).toBe(200);
    expect(events.at(-1)).not.toHaveProperty("requestContext.authentication");
    const { ca: another } = await createCertificates(new Date());
    await expect(sendOverTls(another)).rejects.toThrow(/certificate|self-signed|unable to verify/i);
  });
});

describe("the local intake", () => {
  const intake = useLocalIntake();
  const endpoints = () => intake.running().endpoints;
  const json = { "content-type": "application/json" };
  const asYoti = () => ({ ...json, authorization: `Bearer ${endpoints().secrets.yoti?.token}` });

  it.each([
    ["an unknown path", "/nobody"],
    ["a path below a source that has none", "/yoti/more"],
    ["the root", "/"],
  ])("answers 404 to %s", async (_, path) => {
    expect(await intake.post(path, json, "{}")).toMatchObject({
      status: 404,
      body: '{"message":"Not Found"}',
    });
  });

  it("answers 413 to more than API Gateway carries", async () => {
    const response = await intake.post("/yoti", asYoti(), Buffer.alloc(10 * 1024 * 1024 + 1, 0x20));
    expect(response.status).toBe(413);
  });

  it("refuses the right secret over plain HTTP for a source bound to a client certificate", async () => {
    const secret = endpoints().secrets.thales?.secret ?? "";
    const response = await intake.post("/thales", { secret }, exampleBody("thales", "custom-accepted"));
    expect(response.status).toBe(403);
    expect(JSON.parse(response.body)).toMatchObject({ title: "Forbidden", status: 403 });
  });

  it.each([
    ["sends what any website may send", "POST", { origin: "https://evil.example" }],
    ["is in a sandbox", "POST", { origin: "null" }],
    ["has a name that points here", "POST", { origin: "http://evil.example", host: "evil.example" }],
    ["is given away by the browser", "POST", { "sec-fetch-site": "cross-site" }],
    // Browsers name the origin only with other methods.
    ["reads by a name that points here", "GET", { host: "evil.example" }],
    ["asks whether it may", "OPTIONS", { "access-control-request-headers": "x-amz-target" }],
  ])(
    "keeps its AWS endpoint from a website in a browser on this computer that %s",
    async (_, method, headers) => {
      const { aws, relayFunction } = endpoints();
      for (const [path, target] of [
        ["/", { "x-amz-target": "secretsmanager.ListSecrets" }],
        [`/2015-03-31/functions/${relayFunction}/invocations`, {}],
      ] as const) {
        const body = method === "GET" ? undefined : "{}";
        const refused = await ask(`${aws}${path}`, method, { ...headers, ...target }, body);
        expect([refused.status, refused.body]).toEqual([403, expect.not.stringContaining("{")]);
        // The same request outside a browser works.
        expect((await ask(`${aws}${path}`, "POST", target, "{}")).status).toBe(200);
      }
    },
  );
});
