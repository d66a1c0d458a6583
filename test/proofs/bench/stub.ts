import { fileURLToPath } from "node:url";
import { createCertificates } from "../../../infra/local/gateway/certificates.ts";
import type { CallCount, Ports, Question } from "./aws-stub-protocol.ts";
import { launch } from "./processes.ts";

/** AWS for one contestant. */
export interface Stub {
  /** What a function's environment needs to find it. */
  readonly environment: Readonly<Record<string, string>>;
  /** In PEM: who vouches for it. */
  readonly authority: string;
  /** Runs it, and says how many AWS calls came meanwhile. */
  readonly countCalls: (run: () => Promise<void>) => Promise<number>;
  readonly fill: (moreKeys: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts a stub that hands out this secret. */
export async function startStub(secret: string): Promise<Stub> {
  const { ca, server } = await createCertificates(new Date());
  const stub = launch<Question, CallCount & Ports>({
    module: fileURLToPath(new URL("./aws-stub.ts", import.meta.url)),
    environment: { SECRET: secret, KEY: server.key, CERTIFICATE: server.certificate },
  });
  const { ports } = await stub.hear();
  const countSoFar = async () => (await stub.ask({ moreKeys: 0 })).calls;
  return {
    environment: describeAws(ports),
    authority: ca,
    async countCalls(run) {
      const before = await countSoFar();
      await run();
      return (await countSoFar()) - before;
    },
    fill: async (moreKeys) => void (await stub.ask({ moreKeys })),
    stop: stub.stop,
  };
}

function describeAws(ports: Ports["ports"]): Record<string, string> {
  const endpoints = Object.entries(ports).map(([service, port]) => [
    `AWS_ENDPOINT_URL_${service}`,
    `https://localhost:${port}`,
  ]);
  return {
    ...Object.fromEntries(endpoints),
    QUEUE_URL: `https://localhost:${ports.SQS}/123456789012/events.fifo`,
  };
}
