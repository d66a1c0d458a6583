import type { Socket } from "node:net";
import type { HttpResponse } from "@smithy/core/protocols";
import { createResponseParser } from "./response-parser.ts";
import { timeoutError } from "./timeout-error.ts";

/** HTTP/1.1 on a socket: one request, its response, then the next (RFC 9112, 9.3). */
export interface Connection {
  /** Rejects if the response's last byte does not come in time. The connection is closed then. */
  exchange(request: string, withinMs: number): Promise<HttpResponse>;
  /** It takes another request. */
  isOpen(): boolean;
}

export function createConnection(socket: Socket): Connection {
  let pending: PromiseWithResolvers<HttpResponse> | undefined;
  const parser = createResponseParser((response, isKept) => {
    if (!pending || !isKept) socket.destroy();
    pending?.resolve(response);
    pending = undefined;
  });
  socket.on("data", (bytes) => {
    const fault = pending ? parser.read(bytes) : new Error("a response without a request");
    if (fault) socket.destroy(fault);
  });
  socket.on("end", parser.end);
  socket.on("error", (error) => pending?.reject(error));
  socket.on("close", () => pending?.reject(connectionLost()));
  return {
    isOpen: () => socket.writable,
    exchange(request, withinMs) {
      pending = Promise.withResolvers<HttpResponse>();
      const giveUp = () => socket.destroy(timeoutError("no response in time", "ETIMEDOUT"));
      const timer = setTimeout(giveUp, withinMs);
      parser.start();
      socket.write(request);
      return pending.promise.finally(() => clearTimeout(timer));
    },
  };
}

/** With Node's code for it. The SDK's retry rules know the code. */
function connectionLost(): Error {
  return Object.assign(new Error("the connection was closed"), { code: "ECONNRESET" });
}
