import { type IncomingMessage, request as httpRequest, type ServerResponse } from "node:http";

/** Hands calls to another engine as they come. A lost engine is a lost connection. */
export function forwardTo(engineUrl: string) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const { method, url = "/", headers } = request;
    const onward = httpRequest(new URL(url, engineUrl), { method, headers });
    onward.on("response", (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  };
}
