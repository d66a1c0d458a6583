import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { close, listen, loopback } from "../listen.ts";
import { localAccount, localRegion } from "../stack/intrinsics.ts";

interface Invocation extends PromiseWithResolvers<unknown> {
  readonly id: string;
  readonly event: unknown;
  readonly deadlineMs: number;
}

const route = /^\/2018-06-01\/runtime\/(?:invocation\/(?:(next)|([\w-]+)\/(response|error))|(init)\/error)$/;

/** Lambda's Runtime API for one environment (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html). */
export async function startRuntimeApi(functionName: string) {
  const ready = Promise.withResolvers<void>();
  ready.promise.catch(() => undefined);
  let handedOver = Promise.withResolvers<Invocation>();
  let current: Invocation | undefined;

  const takeReport = (id: string, body: unknown, error: Error | undefined): boolean => {
    if (current?.id !== id) return false;
    if (error) current.reject(error);
    else current.resolve(body);
    current = undefined;
    return true;
  };
  /** Rejects open calls. */
  const fail = (error: Error): void => {
    ready.reject(error);
    current?.reject(error);
    current = undefined;
  };

  const server = createServer(async (request, response) => {
    const [, next, id = "", end, init] = route.exec(request.url ?? "") ?? [];
    if (next && request.method === "GET") {
      ready.resolve();
      const invocation = await handedOver.promise;
      handedOver = Promise.withResolvers();
      return writeInvocation(response, invocation, functionName);
    }
    const body = await json(request);
    if (init) fail(errorOf(request));
    const isKnown = init ?? takeReport(id, body, end === "error" ? errorOf(request) : undefined);
    response.writeHead(isKnown ? 202 : 404, { "content-type": "application/json" }).end("{}");
  });
  const port = await listen(server, 0, "the Lambda Runtime API");
  return {
    /** For `AWS_LAMBDA_RUNTIME_API`. */
    address: `${loopback}:${port}`,
    /** Resolves at the first request for an event. Rejects if the code does not load. */
    ready: ready.promise,
    /** Returns the runtime's response. Takes one event at a time. */
    invoke(event: unknown, deadlineMs: number): Promise<unknown> {
      current = { id: randomUUID(), event, deadlineMs, ...Promise.withResolvers<unknown>() };
      handedOver.resolve(current);
      return current.promise;
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
