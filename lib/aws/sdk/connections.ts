import { Agent, request } from "node:https";
import { HttpRequest } from "@smithy/core/protocols";
import type { HttpRequest as SignedRequest } from "@smithy/types";
import { type Deadline, readTimeLeftMs, timeIsOver } from "./deadline.ts";
import { connectionTimeoutMs, sendRequest, type Transport } from "./send-request.ts";

export type Connections = ReturnType<typeof createConnections>;

/** Kept alive. All services share the agents and their trusted authorities. */
export function createConnections() {
  const kept = { keepAlive: true, maxSockets: 50 };
  const tls: Transport = { agent: Object.assign(new Agent(kept), { getName }), request };
  let plain: Transport | undefined;
  /** Only engines on a computer speak it. An import of `node:http` would load `fetch` too. */
  const usePlain = () => {
    const http = process.getBuiltinModule("node:http");
    plain ??= { agent: new http.Agent(kept), request: http.request };
    return plain;
  };
  const transportOf = (protocol: string) => (protocol === "https:" ? tls : usePlain());
  return {
    /** A service's request handler with its attempt limit. */
    requestHandler: (attemptMs: number) => ({
      async handle(signed: SignedRequest, deadline: Deadline) {
        const leftMs = readTimeLeftMs(deadline);
        if (leftMs === 0) throw timeIsOver();
        return sendRequest(transportOf(signed.protocol), signed, Math.min(attemptMs, leftMs));
      },
    }),
    /** Connects ahead. After a failure the first call connects itself. The request does not matter. */
    async open({ protocol, hostname, host, port }: URL): Promise<void> {
      const target = { protocol, hostname, ...(port ? { port: Number(port) } : {}) };
      const unsigned = new HttpRequest({ ...target, method: "GET", path: "/", headers: { host } });
      await sendRequest(transportOf(protocol), unsigned, connectionTimeoutMs).catch(() => undefined);
    },
  };
}

/** Which requests may share a connection. Node's own name lists 25 settings of TLS, which are the same for all here. */
function getName({ host, port }: { readonly host?: string; readonly port?: number }): string {
  return `${host}:${port}`;
}
