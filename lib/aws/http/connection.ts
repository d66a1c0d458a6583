import type { Socket } from "node:net";
import type { HttpResponse } from "@smithy/core/protocols";
import { createResponseParser } from "./response-parser.ts";
import { limitTime } from "./time-limit.ts";

/** HTTP/1.1 on a socket: one request, its response, then the next (RFC 9112, 9.3). */
export interface Connection {
  /** Rejects if the response's last byte does not come in time. The connection is closed then. */
  exchange(request: string, withinMs: number): Promise<HttpResponse>;
  /** It takes another request. */
  isOpen(): boolean;
  close(): void;
}

export function createConnection(socket: Socket): Connection {
  let pending: PromiseWithResolvers<HttpResponse> | undefined;
  const parser = createResponseParser((response, isKept) => {
    // A second response, or one that came before the whole request had left.
    if (!pending || !isKept || socket.writableLength > 0) socket.destroy();
    pending?.resolve(response);
    pending = undefined;
  });
  socket.on("data", (bytes) => {
    const fault = pending ? parser.read(bytes) : new Error("a response without a request");
    if (fault) socket.destroy(fault);
    else if (!pending && parser.isWithin()) socket.destroy();
  });
  socket.on("end", () => {
    parser.end();
    socket.destroy();
  });
  socket.on("error", (error) => pending?.reject(error));
  socket.on("close", () => pending?.reject(connectionLost()));
  return {
    isOpen: () => socket.writable,
    close: () => socket.destroy(),
    exchange(request, withinMs) {
      pending = Promise.withResolvers<HttpResponse>();
      const stop = limitTime(socket, withinMs, "no response in time");
      socket.write(request);
      return pending.promise.finally(stop);
    },
  };
}

/** With Node's code for it. The SDK's retry rules know the code. */
function connectionLost(): Error {
  return Object.assign(new Error("the connection was closed"), { code: "ECONNRESET" });
}
