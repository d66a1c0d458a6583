import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCertificates, type LocalCertificates } from "../../infra/local/gateway/certificates.ts";
import { type Gateway, startGateway } from "../../infra/local/gateway/gateway.ts";
import { post } from "../../infra/simulators/post.ts";

let certificates: LocalCertificates;
let gateway: Gateway;
const events: unknown[] = [];

beforeAll(async () => {
  certificates = await createCertificates(new Date());
  gateway = await startGateway({ http: 0, mutualTls: 0, tls: 0 }, certificates);
  gateway.serve([{ key: "POST /a", functionId: "a" }], async (_, event) => {
    events.push(event);
    return { statusCode: 200 };
  });
});
afterAll(() => gateway.stop());

const send = (ca: string) => {
  const { certificate, key } = certificates.client;
  const tls = { ca: Buffer.from(ca), cert: Buffer.from(certificate), key: Buffer.from(key) };
  return post(`${gateway.tls}/a`, {}, "{}", tls);
};

describe("the listener for ordinary TLS", () => {
  it("is there only if a port is named for it", async () => {
    const other = await startGateway({ http: 0, mutualTls: 0 }, certificates);
    expect(other.tls).toBeUndefined();
    await other.stop();
  });

  it("serves clients that trust the local authority, and passes no client certificate on", async () => {
    expect((await send(certificates.ca)).status).toBe(200);
    expect(events).toHaveLength(1);
    expect(events[0]).not.toHaveProperty("requestContext.authentication");
  });

  it("shows a certificate of the local authority only", async () => {
    const { ca } = await createCertificates(new Date());
    await expect(send(ca)).rejects.toThrow(/certificate|self-signed|unable to verify/i);
  });
});
