import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCertificates } from "../../infra/local/gateway/certificates.ts";
import { type Gateway, startGateway } from "../../infra/local/gateway/gateway.ts";
import { useLocalIntake } from "../support/local-intake.ts";

const eventSchema = v.looseObject({
  headers: v.record(v.string(), v.string()),
  cookies: v.optional(v.array(v.string())),
  isBase64Encoded: v.boolean(),
});

async function send(address: string, path: string, lines: readonly string[], body: string): Promise<string> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  const head = [`POST ${path} HTTP/1.1`, "Host: local.test", ...lines];
  const framing = [`Content-Length: ${Buffer.byteLength(body)}`, "Connection: close", "", ""];
  socket.write([...head, ...framing].join("\r\n") + body);
  return text(socket);
}

describe("the event of a request", () => {
  let gateway: Gateway;
  const events: unknown[] = [];
  beforeAll(async () => {
    gateway = await startGateway({ http: 0, mutualTls: 0 }, await createCertificates(new Date()));
    const route = { key: "POST /sample", functionId: "sample" };
    gateway.serve([route], async (_, event) => {
      events.push(event);
      return { statusCode: 200 };
    });
  });
  afterAll(() => gateway.stop());

  async function eventOf(...lines: string[]) {
    await send(gateway.http, "/sample", lines, "{}");
    return v.parse(eventSchema, events.at(-1));
  }

  it.each(["Authorization", "Secret", "Content-Type", "User-Agent", "X-Correlation-Id", "Referer"])(
    "joins two lines of %s with a comma, in their order",
    async (name) => {
      const { headers } = await eventOf(`${name}: one`, "Accept: */*", `${name.toLowerCase()}: other`);
      expect(headers).toMatchObject({ [name.toLowerCase()]: "one,other", accept: "*/*" });
    },
  );

  it("has cookies apart from the headers, one each", async () => {
    const { headers, cookies } = await eventOf("Cookie: a=1; b=2", "Cookie: c=3");
    expect(cookies).toEqual(["a=1", "b=2", "c=3"]);
    expect(headers).not.toHaveProperty("cookie");
  });
});

describe("a credential beside another", () => {
  const intake = useLocalIntake();
  const session = '{"session_id":"two-headers","topic":"session_completion"}';
  const statusOf = (response: string) => response.split(" ")[1];

  it("in a second Authorization header is refused, whichever comes first", async () => {
    const { http, secrets } = intake.running().endpoints;
    const right = `Authorization: Bearer ${secrets.yoti?.token}`;
    const wrong = "Authorization: Bearer guess";
    const responses = [
      [right, wrong],
      [wrong, right],
      [right, right],
    ].map(async (lines) => statusOf(await send(http, "/yoti", lines, session)));
    expect(await Promise.all(responses)).toEqual(["401", "401", "401"]);
    expect(await intake.drain("queueUrl")).toEqual([]);
  });
});
