import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { reply } from "./aws-json.ts";

/** Rejects if the function fails. */
export type Invoke = (functionId: string, event: unknown) => Promise<unknown>;

export interface LambdaApi {
  readonly serves: (request: IncomingMessage) => boolean;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Makes these functions invokable. */
  readonly open: (functionIds: readonly string[], invoke: Invoke) => void;
}

const path = /^\/2015-03-31\/functions\/([^/?]+)\/invocations$/;

/** Lambda's synchronous `Invoke` (https://docs.aws.amazon.com/lambda/latest/dg/API_Invoke.html). */
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
      if (!functionIds.includes(name))
        return refuse(response, 404, "ResourceNotFoundException", `Function not found: ${name}`);
      const event = parseEvent(await text(request));
      if (event === undefined)
        return refuse(response, 400, "InvalidRequestContentException", "The payload is not JSON");
      try {
        reply(response, 200, (await invoke(name, event)) ?? null);
      } catch (error) {
        // Lambda marks a failed function with this header.
        const { name: errorType, message: errorMessage } = error instanceof Error ? error : new Error();
        reply(response, 200, { errorType, errorMessage }, { "x-amz-function-error": "Unhandled" });
      }
    },
  };
}

/** An empty payload means an empty object. */
function parseEvent(payload: string): unknown {
  try {
    return JSON.parse(payload || "{}");
  } catch {
    return undefined;
  }
}

/** Lambda names errors in a header. */
function refuse(response: ServerResponse, status: number, type: string, Message: string): void {
  reply(response, status, { Message }, { "x-amzn-errortype": type });
}
