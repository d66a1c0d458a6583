import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { reply } from "./aws-json.ts";

type Functions = ReadonlyMap<string, { readonly invoke: (event: unknown) => Promise<unknown> }>;

const path = /^\/2015-03-31\/functions\/([^/?]+)\/invocations$/;

/** Lambda's synchronous `Invoke` (https://docs.aws.amazon.com/lambda/latest/dg/API_Invoke.html). */
export function createLambdaApi() {
  let functions: Functions = new Map();
  return {
    open(invokable: Functions): void {
      functions = invokable;
    },
    /** Without the network. Rejects if the function fails. */
    async invoke(name: string, event: object): Promise<unknown> {
      return functions.get(name)?.invoke(event);
    },
    serves: ({ url = "" }: IncomingMessage) => url.startsWith("/2015-03-31/"),
    async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const name = decodeURIComponent(path.exec(request.url ?? "")?.[1] ?? "");
      const found = functions.get(name);
      if (!found) {
        // Lambda names errors in a header.
        const header = { "x-amzn-errortype": "ResourceNotFoundException" };
        return reply(response, 404, { Message: `Function not found: ${name}` }, header);
      }
      try {
        // An empty payload means an empty object.
        const event: unknown = JSON.parse((await text(request)) || "{}");
        reply(response, 200, (await found.invoke(event)) ?? null);
      } catch (error) {
        // Lambda marks a failed function with this header.
        const { name: errorType, message: errorMessage } = error instanceof Error ? error : new Error();
        reply(response, 200, { errorType, errorMessage }, { "x-amz-function-error": "Unhandled" });
      }
    },
  };
}
