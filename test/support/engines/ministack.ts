import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createCertificates } from "../../../infra/local/gateway/certificates.ts";
import { loopback } from "../../../infra/local/listen.ts";
import { temporaryDirectory } from "../temporary-directory.ts";
import { freePort, startEngine } from "./engine.ts";

export const ministackPackages = ["ministack==1.5.33"];

const script = join(import.meta.dirname, "start_ministack.py");

/** Enforces IAM, and has TLS: the queues' policies refuse everything else. Returns the environment of a caller. */
export async function startMinistack(python: string) {
  const port = await freePort();
  const { ca, server } = await createCertificates(new Date());
  const directory = temporaryDirectory();
  const write = (name: string, text: string) => {
    writeFileSync(join(directory, name), text, { mode: 0o600 });
    return join(directory, name);
  };
  const authority = write("ca.pem", ca);
  /** For the functions, the CDK and the suite. */
  const account = {
    NODE_EXTRA_CA_CERTS: authority,
    AWS_CA_BUNDLE: authority,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "eu-west-1",
    AWS_ENDPOINT_URL: `https://localhost:${port}`,
  };
  await startEngine(port, python, [script], {
    ...account,
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    BIND_HOST: loopback,
    GATEWAY_PORT: String(port),
    USE_SSL: "1",
    MINISTACK_SSL_CERT: write("server.pem", server.certificate),
    MINISTACK_SSL_KEY: write("server.key", server.key),
    AUTH: "true",
  });
  return { ...process.env, ...account };
}
