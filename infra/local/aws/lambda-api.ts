import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

/** Calls a function by its name; rejects if it failed. */
export type Invoke = (functionId: string, event: unknown) => Promise<unknown>;

export interface LambdaApi {
  /** Whether a request is one of Lambda's. */
  readonly serves: (request: IncomingMessage) => boolean;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** From now on these functions can be invoked. */
  readonly open: (functionIds: readonly string[], invoke: Invoke) => void;
}

const path = /^\/2015-03-31\/functions\/([^/?]+)\/invocations$/;

/** Lambda's `Invoke`, waiting for the answer (https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html). */
export function createLambdaApi(): LambdaApi {
  let functionIds: readonly string[] = [];
  let invoke: Invoke = () => Promise.reject(new Error("no function is there yet"));
  return {
    serves: ({ url = "" }) => url.startsWith("/2015-03-31/"),
    open(ids, invokeFunction) {
      functionIds = ids;
      invoke = invokeFunction;
    },
    async handle(request, response) {
      const name = decodeURIComponent(path.exec(request.url ?? "")?.[1] ?? "");
      if (request.method !== "POST" || !functionIds.includes(name)) {
        return reply(response, 404, { Message: `Function not found: ${name}` }, "ResourceNotFoundException");
      }
      const event = parseEvent(await text(request));
      if (event === undefined) {
        const Message = "Could not parse request body into json";
        return reply(response, 400, { Message }, "InvalidRequestContentException");
      }
      await invoke(name, event).then(
        (result) => reply(response, 200, result ?? null),
        (error: unknown) => replyFailure(response, error),
      );
    },
  };
}

/** Without a payload the event is an empty object. */
function parseEvent(payload: string): unknown {
  try {
    return JSON.parse(payload || "{}");
  } catch {
    return undefined;
  }
}

/** A function that failed is a success of the service, with a header that says otherwise. */
function replyFailure(response: ServerResponse, error: unknown): void {
  response.setHeader("x-amz-function-error", "Unhandled");
  reply(response, 200, { errorMessage: error instanceof Error ? error.message : "unknown" });
}

function reply(response: ServerResponse, status: number, body: unknown, errorType?: string): void {
  if (errorType) response.setHeader("x-amzn-errortype", errorType);
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
