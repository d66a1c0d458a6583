import { AsyncLocalStorage } from "node:async_hooks";
import { HttpRequest } from "@smithy/core/protocols";
import { NodeHttpHandler } from "@smithy/node-http-handler";

const connectionTimeoutMs = 400;

interface Call {
  /** By `performance.now()`. */
  readonly endsAtMs: number;
  /** Set when the response's headers arrive. */
  body?: { readonly destroy: () => void };
}
const calls = new AsyncLocalStorage<Call>();

/**
 * Ends an SDK call after `withinMs`. Use a client with `createClientSettings`. No attempt lasts longer or begins
 * later, even in a thawed container. The deadline travels in an `AsyncLocalStorage`: options of `send` would make the
 * SDK rebuild its middleware. The SDK's own limits end with the response's headers. This also destroys a body that
 * trickles in forever and keeps its connection.
 */
export async function callWithin<Result>(withinMs: number, run: () => Promise<Result>): Promise<Result> {
  const call: Call = { endsAtMs: performance.now() + withinMs };
  const { promise: timeIsOver, reject } = Promise.withResolvers<never>();
  const end = () => {
    reject(new DOMException("the time for the call is over", "TimeoutError"));
    call.body?.destroy();
  };
  const timer = setTimeout(end, withinMs);
  try {
    return await Promise.race([calls.run(call, run), timeIsOver]);
  } finally {
    clearTimeout(timer);
  }
}

export type Connections = ReturnType<typeof createConnections>;

/** Kept alive. All clients share one agent and its trusted authorities. */
export function createConnections() {
  const shared = new NodeHttpHandler({
    connectionTimeout: connectionTimeoutMs,
    // Otherwise the SDK only warns and keeps waiting.
    throwOnRequestTimeout: true,
  });
  return {
    /** A client's request handler with its attempt limit. */
    requestHandler: (attemptMs: number) => ({
      metadata: shared.metadata,
      async handle(request: HttpRequest) {
        const call = calls.getStore() ?? { endsAtMs: Number.POSITIVE_INFINITY };
        const leftMs = call.endsAtMs - performance.now();
        // The SDK does not retry this name.
        if (leftMs <= 0) throw new RangeError("the time for the call is over");
        const response = await shared.handle(request, { requestTimeout: Math.min(attemptMs, leftMs) });
        call.body = response.response.body;
        return response;
      },
      updateHttpClientConfig: () => undefined,
      httpHandlerConfigs: () => shared.httpHandlerConfigs(),
      destroy: () => shared.destroy(),
    }),
    /** Connects ahead. After a failure the first call connects itself. The request does not matter. */
    open({ protocol, hostname, port }: URL): void {
      const target = { protocol, hostname, ...(port ? { port: Number(port) } : {}) };
      const request = new HttpRequest({ ...target, method: "GET", path: "/" });
      const response = shared.handle(request, { requestTimeout: connectionTimeoutMs });
      // Reading to the end frees the connection.
      response.then(({ response }) => response.body.resume()).catch(() => undefined);
    },
  };
}
