import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { close, listen, loopback } from "../listen.ts";
import { localAccount, localRegion } from "../stack/intrinsics.ts";

/** Lambda's Runtime API for one environment (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html). */
export interface RuntimeApi {
  /** For `AWS_LAMBDA_RUNTIME_API`. */
  readonly address: string;
  /** Resolves at the first request for an event. Rejects if the code does not load. */
  readonly ready: Promise<void>;
  /** Returns the runtime's response. Takes one event at a time. */
  readonly invoke: (event: unknown, deadlineMs: number) => Promise<unknown>;
  /** Rejects open calls. */
  readonly fail: (error: Error) => void;
  readonly stop: () => Promise<void>;
}

interface Invocation extends PromiseWithResolvers<unknown> {
  readonly id: string;
  readonly event: unknown;
  readonly deadlineMs: number;
}

const route = /^\/2018-06-01\/runtime\/(?:invocation\/(?:(next)|([\w-]+)\/(response|error))|(init)\/error)$/;

export async function startRuntimeApi(functionName: string): Promise<RuntimeApi> {
  const ready = Promise.withResolvers<void>();
  ready.promise.catch(() => undefined);
  let asking: ServerResponse | undefined;
  let current: Invocation | undefined;

  const fail = (error: Error): void => {
    ready.reject(error);
    current?.reject(error);
    current = undefined;
  };
  const handOver = (): void => {
    if (asking && current) writeInvocation(asking, current, functionName);
    if (current) asking = undefined;
  };
  const takeReport = (id: string, body: unknown, error: Error | undefined): boolean => {
    if (current?.id !== id) return false;
    if (error) current.reject(error);
    else current.resolve(body);
    current = undefined;
    return true;
  };

  const server = createServer(async (request, response) => {
    const [, next, id = "", end, init] = route.exec(request.url ?? "") ?? [];
    if (next && request.method === "GET") {
      asking = response;
      ready.resolve();
      return handOver();
    }
    const body = await json(request);
    if (init) fail(errorOf(request));
    const isKnown = init ?? takeReport(id, body, end === "error" ? errorOf(request) : undefined);
    response.writeHead(isKnown ? 202 : 404, { "content-type": "application/json" }).end("{}");
  });
  const port = await listen(server, 0, "the Lambda Runtime API");
  return {
    address: `${loopback}:${port}`,
    ready: ready.promise,
    invoke(event, deadlineMs) {
      current = { id: randomUUID(), event, deadlineMs, ...Promise.withResolvers<unknown>() };
      const { promise } = current;
      handOver();
      return promise;
    },
    fail,
    stop: () => close(server),
  };
}

function writeInvocation(
  response: ServerResponse,
  { id, event, deadlineMs }: Invocation,
  functionName: string,
): void {
  const headers = {
    "content-type": "application/json",
    "lambda-runtime-aws-request-id": id,
    "lambda-runtime-deadline-ms": deadlineMs,
    "lambda-runtime-invoked-function-arn": `arn:aws:lambda:${localRegion}:${localAccount}:function:${functionName}`,
  };
  response.writeHead(200, headers).end(JSON.stringify(event));
}

/** The runtime reports the error's type. */
function errorOf({ headers }: IncomingMessage): Error {
  const error = new Error("the function failed");
  error.name = String(headers["lambda-runtime-function-error-type"]);
  return error;
}
