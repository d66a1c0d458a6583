import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { snsErrorResponse } from "../../../node_modules/fauxqs/dist/common/xml.js";
import { replyError } from "./aws-json.ts";

export const faultyServices = ["dynamodb", "sqs", "sns", "secretsManager"] as const;
export type FaultyService = (typeof faultyServices)[number];

export type Fault =
  /** `refuses` resets every connection, open ones too. */
  | { readonly mode: "up" | "refuses" | "throttles" | "fails" }
  | { readonly mode: "hangs"; readonly takesEffect: boolean }
  /** Delays requests, even if the caller is gone. */
  | { readonly mode: "slow"; readonly delayMs: number };

export type Service = (request: IncomingMessage, response: ServerResponse) => void;

const errors = {
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
  dynamodb: {
    throttles: "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
    fails: "com.amazonaws.dynamodb.v20120810#InternalServerError",
  },
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
  sqs: { throttles: "com.amazonaws.sqs#RequestThrottled", fails: "com.amazonaws.sqs#InternalFailure" },
  // https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html and API_Publish.html
  sns: { throttles: "ThrottlingException", fails: "InternalError" },
  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html
  secretsManager: { throttles: "ThrottlingException", fails: "InternalServiceError" },
} as const satisfies Readonly<Record<FaultyService, unknown>>;

export function createFaultyService(name: FaultyService, serveUp: Service) {
  let fault: Fault = { mode: "up" };
  const callers = new Set<Socket>();
  return {
    fault: (): Fault => fault,
    waiting: () => callers.size,
    /** Leaving `hangs` resets the waiting connections. */
    set(next: Fault) {
      const cutsOff = fault.mode === "hangs" || next.mode === "refuses";
      fault = next;
      if (cutsOff) for (const socket of callers) socket.resetAndDestroy();
    },
    serve(request: IncomingMessage, response: ServerResponse) {
      const { socket } = request;
      callers.add(socket);
      response.once("close", () => callers.delete(socket));
      behave(fault, name, serveUp, request, response).catch(() => undefined);
    },
    /** Bypasses the switch. */
    serveUp,
  };
}

async function behave(fault: Fault, name: FaultyService, serve: Service, ...call: Parameters<Service>) {
  const [request, response] = call;
  switch (fault.mode) {
    case "up":
      return serve(...call);
    case "refuses":
      request.socket.resetAndDestroy();
      return;
    case "throttles":
      return replyFault(name, response, 400, errors[name].throttles);
    case "fails":
      return replyFault(name, response, 500, errors[name].fails);
    case "slow": {
      const detached = await detach(request);
      await sleep(fault.delayMs, undefined, { ref: false });
      return serve(detached, response);
    }
    case "hangs": {
      if (!fault.takesEffect) return;
      const detached = await detach(request);
      return serve(detached, new ServerResponse(detached));
    }
  }
}

function replyFault(name: FaultyService, response: ServerResponse, status: number, code: string): void {
  const message = "a fault that was switched on";
  if (name !== "sns") return replyError(response, status, code, message);
  response.writeHead(status, { "content-type": "text/xml" }).end(snsErrorResponse(code, message));
}

/** The request without its connection: a lost caller cannot stop it. */
async function detach(request: IncomingMessage): Promise<IncomingMessage> {
  const body = await buffer(request);
  const detached = new IncomingMessage(new Socket());
  detached.method = request.method;
  detached.url = request.url;
  detached.headers = request.headers;
  detached.push(body);
  detached.push(null);
  return detached;
}
