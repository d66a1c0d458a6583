import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { createCertificates } from "../../infra/local/gateway/certificates.ts";
import { projectDirectory } from "../../infra/project.ts";
import { post } from "../../infra/simulators/post.ts";
import { exampleBody } from "../support/examples.ts";
import { useLocalIntake } from "../support/local-intake.ts";

const intake = useLocalIntake();
const body = exampleBody("thales", "custom-accepted");

const secretHeader = () => ({
  secret: intake.running().endpoints.secrets.thales?.secret ?? "",
  "content-type": "application/json",
});
const file = (name: "ca" | "client" | "clientKey") =>
  readFileSync(resolve(projectDirectory, intake.running().endpoints.certificates[name]));
const mutualTls = (path: string) => `${intake.running().endpoints.mutualTls}${path}`;

describe("a source bound to a client certificate", () => {
  it("accepts the right secret over mutual TLS with the pinned certificate", async () => {
    const tls = { ca: file("ca"), cert: file("client"), key: file("clientKey") };
    expect((await post(mutualTls("/thales"), secretHeader(), body, tls)).status).toBe(200);
    expect(await intake.drain("queueUrl")).toHaveLength(1);
  });

  it("refuses the right secret over plain HTTP", async () => {
    const response = await intake.post("/thales", secretHeader(), body);
    expect(response.status).toBe(403);
    expect(JSON.parse(response.body)).toMatchObject({ title: "Forbidden", status: 403 });
  });

  it("refuses the pinned certificate with a wrong secret", async () => {
    const tls = { ca: file("ca"), cert: file("client"), key: file("clientKey") };
    expect((await post(mutualTls("/thales"), { secret: "wrong" }, body, tls)).status).toBe(401);
  });

  it("is out of reach without a client certificate and with one of another authority", async () => {
    const stranger = await createCertificates(new Date());
    const withoutAny = { ca: file("ca") };
    const ofAnother = {
      ca: file("ca"),
      cert: Buffer.from(stranger.client.certificate),
      key: Buffer.from(stranger.client.key),
    };
    for (const tls of [withoutAny, ofAnother]) {
      const response = await post(mutualTls("/thales"), secretHeader(), body, tls);
      expect(response).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
    }
  });
});
