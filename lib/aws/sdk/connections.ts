import { AsyncLocalStorage } from "node:async_hooks";
import { HttpRequest } from "@smithy/core/protocols";
import { NodeHttpHandler } from "@smithy/node-http-handler";

const connectionTimeoutMs = 400;

/** A call that is under way. */
interface Call {
  /** By `performance.now()`. */
  readonly endsAtMs: number;
  /** The response, once its headers have come. */
  body?: { readonly destroy: () => void };
}
const calls = new AsyncLocalStorage<Call>();

/**
 * Ends a call of a client made with `createClientSettings` after `withinMs`. No attempt lasts longer, and none begins later,
 * not even in a container that thaws. The deadline travels in an `AsyncLocalStorage`, because options given to `send` make
 * the SDK build its middleware anew. The SDK's own limits end with a response's headers. A body that trickles in for ever
 * would keep its connection, so it is destroyed here.
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

/** The connections of a container, kept alive: all its clients share one agent, and read the trusted authorities once. */
export function createConnections() {
  const shared = new NodeHttpHandler({
    connectionTimeout: connectionTimeoutMs,
    // Without this the SDK warns of a slow response and goes on waiting.
    throwOnRequestTimeout: true,
  });
  return {
    /** The request handler of a client, with the limit of one attempt. */
    requestHandler: (attemptMs: number) => ({
      metadata: shared.metadata,
      async handle(request: HttpRequest) {
        const call = calls.getStore() ?? { endsAtMs: Number.POSITIVE_INFINITY };
        const leftMs = call.endsAtMs - performance.now();
        // The SDK does not retry an error of this name.
        if (leftMs <= 0) throw new RangeError("the time for the call is over");
        const response = await shared.handle(request, { requestTimeout: Math.min(attemptMs, leftMs) });
        call.body = response.response.body;
        return response;
      },
      updateHttpClientConfig: () => undefined,
      httpHandlerConfigs: () => shared.httpHandlerConfigs(),
      destroy: () => shared.destroy(),
    }),
    /** Connects ahead of the first call. If this fails, that call connects for itself. The request does not matter. */
    open({ protocol, hostname, port }: URL): void {
      const target = { protocol, hostname, ...(port ? { port: Number(port) } : {}) };
      const request = new HttpRequest({ ...target, method: "GET", path: "/" });
      const response = shared.handle(request, { requestTimeout: connectionTimeoutMs });
      // A response that is read to its end frees its connection.
      response.then(({ response }) => response.body.resume()).catch(() => undefined);
    },
  };
}
