import { AsyncLocalStorage } from "node:async_hooks";
import { HttpRequest } from "@smithy/core/protocols";
import { NodeHttpHandler } from "@smithy/node-http-handler";

/** Milliseconds. */
const connectionTimeout = 400;

/** A call that is under way. */
interface Call {
  /** By `performance.now()`. */
  readonly endsAt: number;
  /** The answer that is being read, once its headers have come. */
  body?: { readonly destroy: () => void };
}
const calls = new AsyncLocalStorage<Call>();

/**
 * Ends a call of a client made with `createClientSettings` when its time is over: no attempt lasts longer, and none begins
 * later, not even in a container that thaws. The deadline travels beside the call, since options given to `send` make the SDK
 * put its middleware together anew. The SDK's own limits end with an answer's headers: one whose body trickles in for ever is
 * cut off here, or it would keep its connection, of which there are only so many.
 */
export async function callWithin<Result>(milliseconds: number, run: () => Promise<Result>): Promise<Result> {
  const call: Call = { endsAt: performance.now() + milliseconds };
  const { promise: timeIsOver, reject } = Promise.withResolvers<never>();
  const end = () => {
    reject(new DOMException("the time for the call is over", "TimeoutError"));
    call.body?.destroy();
  };
  const timer = setTimeout(end, milliseconds);
  try {
    return await Promise.race([calls.run(call, run), timeIsOver]);
  } finally {
    clearTimeout(timer);
  }
}

export type Connections = ReturnType<typeof createConnections>;

/** The connections of a container, kept alive: one agent and one reading of the trusted authorities for all its clients. */
export function createConnections() {
  const shared = new NodeHttpHandler({
    connectionTimeout,
    // Without this the SDK would only warn about a slow answer, and go on waiting for it.
    throwOnRequestTimeout: true,
  });
  return {
    /** What a client sends its requests with, each attempt for at most so long. */
    requestHandler: (attemptMs: number) => ({
      metadata: shared.metadata,
      async handle(request: HttpRequest) {
        const call = calls.getStore() ?? { endsAt: Number.POSITIVE_INFINITY };
        const leftMs = call.endsAt - performance.now();
        // Of a name that the SDK does not take for a passing fault, or it would try again.
        if (leftMs <= 0) throw new RangeError("the time for the call is over");
        const response = await shared.handle(request, { requestTimeout: Math.min(attemptMs, leftMs) });
        call.body = response.response.body;
        return response;
      },
      updateHttpClientConfig: () => undefined,
      httpHandlerConfigs: () => shared.httpHandlerConfigs(),
      destroy: () => shared.destroy(),
    }),
    /** Connects ahead of the first call, which connects for itself should this fail. What is asked for does not matter. */
    open({ protocol, hostname, port }: URL): void {
      const target = { protocol, hostname, ...(port ? { port: Number(port) } : {}) };
      const request = new HttpRequest({ ...target, method: "GET", path: "/" });
      const response = shared.handle(request, { requestTimeout: connectionTimeout });
      // Read to its end, it leaves its connection to others.
      response.then(({ response }) => response.body.resume()).catch(() => undefined);
    },
  };
}
