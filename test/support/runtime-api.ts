import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { close, listen, loopback } from "../../infra/local/listen.ts";

/** The Lambda service as one execution environment sees it (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html). */
export interface RuntimeApi {
  /** For `AWS_LAMBDA_RUNTIME_API`. */
  readonly address: string;
  /** What the function answers; rejects with the type of the error that it reports. */
  readonly invoke: (event: unknown) => Promise<unknown>;
  readonly stop: () => Promise<void>;
}

interface Invocation {
  readonly id: string;
  readonly event: unknown;
  readonly resolve: (response: unknown) => void;
  readonly reject: (error: Error) => void;
}

const runtimePath =
  /^\/2018-06-01\/runtime\/(?:invocation\/(?:(next)|([\w-]+)\/(response|error))|(init\/error))$/;
/** The longest that any of the functions has. */
const timeoutMs = 60_000;

export async function startRuntimeApi(): Promise<RuntimeApi> {
  const invocations = createInvocations();
  const server = createServer(async (request, response) => {
    const [, next, id = "", end, init] = runtimePath.exec(request.url ?? "") ?? [];
    if (next && request.method === "GET") return invocations.ask(response);
    if (request.method !== "POST" || !(init ?? end)) return void response.writeHead(404).end();
    const body = await readText(request);
    const error = new Error(String(request.headers["lambda-runtime-function-error-type"]));
    if (init) invocations.fail(error);
    else if (end === "response") invocations.take(id)?.resolve(JSON.parse(body));
    else invocations.take(id)?.reject(error);
    response.writeHead(202, { "content-type": "application/json" }).end('{"status":"OK"}');
  });
  const port = await listen(server, 0, "the Lambda Runtime API");
  return { address: `${loopback}:${port}`, invoke: invocations.add, stop: () => close(server) };
}

/** Joins events that wait for the function with a function that waits for an event. */
function createInvocations() {
  const queued: Invocation[] = [];
  const running = new Map<string, Invocation>();
  const asking: ServerResponse[] = [];
  let initError: Error | undefined;

  const handOver = (): void => {
    const [invocation, response] = [queued[0], asking[0]];
    if (!invocation || !response) return;
    queued.shift();
    asking.shift();
    running.set(invocation.id, invocation);
    writeInvocation(response, invocation);
  };

  return {
    add: (event: unknown) =>
      new Promise<unknown>((resolve, reject) => {
        if (initError) return reject(initError);
        queued.push({ id: randomUUID(), event, resolve, reject });
        handOver();
      }),
    ask(response: ServerResponse): void {
      asking.push(response);
      handOver();
    },
    take(id: string): Invocation | undefined {
      const invocation = running.get(id);
      running.delete(id);
      return invocation;
    },
    /** The function did not start: nothing that waits will ever be answered. */
    fail(error: Error): void {
      initError = error;
      for (const { reject } of queued.splice(0)) reject(error);
    },
  };
}

function writeInvocation(response: ServerResponse, { id, event }: Invocation): void {
  const headers = {
    "content-type": "application/json",
    "lambda-runtime-aws-request-id": id,
    "lambda-runtime-deadline-ms": Date.now() + timeoutMs,
    "lambda-runtime-invoked-function-arn": "arn:aws:lambda:us-east-1:000000000000:function:test",
    "lambda-runtime-trace-id": `Root=1-${id.slice(0, 8)}-${id.replaceAll("-", "").slice(0, 24)};Sampled=0`,
  };
  response.writeHead(200, headers).end(JSON.stringify(event));
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
