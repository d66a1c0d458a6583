import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { thales } from "../../functions/thales/vendor.ts";
import { createCertificates } from "../../infra/local/gateway/certificates.ts";
import { type Gateway, startGateway } from "../../infra/local/gateway/gateway.ts";
import { checkStageSettings } from "../../infra/settings/read-stage-settings.ts";
import { functionAuthenticationOf } from "../../infra/settings/source-authentication.ts";
import { post } from "../../infra/simulators/post.ts";
import { aDelivery } from "../support/deliveries.ts";
import { imitateAuthority } from "../support/imitated-authority.ts";
import { secretsOf } from "../support/memory-stores.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const now = new Date();
const names = { subject: "CN=local-vendor", issuer: "CN=Local notification intake CA" };
const genuine = await createCertificates(now);
const imitation = await imitateAuthority(names, now);
const truststore = `${genuine.ca}\n${imitation.ca}`;
const directory = temporaryDirectory();
const eventSchema = v.object({
  requestContext: v.object({
    authentication: v.object({ clientCert: v.object({ clientCertPem: v.string() }) }),
  }),
});
let gateway: Gateway;

/** The gateway trusts both authorities. */
beforeAll(async () => {
  gateway = await startGateway({ http: 0, mutualTls: 0 }, { ...genuine, ca: truststore });
  const authenticator = thales.authenticator(readFunctionSettings());
  gateway.serve([{ key: "POST /", functionId: "thales" }], async (_, event) => {
    const { clientCertPem } = v.parse(eventSchema, event).requestContext.authentication.clientCert;
    const delivery = aDelivery({ clientCertificate: clientCertPem });
    const result = await authenticator.authenticate(delivery, secretsOf(), now);
    return result.ok ? { statusCode: 200 } : { statusCode: 403, body: result.code };
  });
});
afterAll(async () => {
  await gateway.stop();
});

function readFunctionSettings() {
  const path = join(directory, "truststore.pem");
  writeFileSync(path, truststore);
  const certificateArn = "arn:aws:acm:eu-west-1:111122223333:certificate/1";
  const settings = {
    retainData: false,
    logRetentionDays: 30,
    sources: { thales: { authentication: { clientCertificate: { pins: [names] } } } },
    domains: {
      mutualTls: { name: "mtls.example.com", certificateArn, truststore: path },
      ordinary: { name: "notifications.example.com", certificateArn },
    },
  };
  return functionAuthenticationOf(checkStageSettings(settings, now), thales);
}

const postWith = (certificate: string, key: string) =>
  post(`${gateway.mutualTls}/`, {}, "{}", {
    ca: Buffer.from(genuine.ca),
    cert: Buffer.from(certificate),
    key: Buffer.from(key),
  });

describe("a pin by names, where the trust store has two authorities", () => {
  it("lets in the certificate of the named issuer", async () => {
    expect(await postWith(genuine.client.certificate, genuine.client.key)).toMatchObject({ status: 200 });
  });

  it("refuses one of the same names from an intermediate that the other authority gave the issuer's name", async () => {
    // The gateway trusts it: strangers get {"message":"Forbidden"}.
    expect(await postWith(imitation.chain, imitation.key)).toMatchObject({
      status: 403,
      body: "certificate_not_pinned",
    });
  });
});
