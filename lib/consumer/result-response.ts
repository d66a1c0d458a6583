import { isJsonObject, type JsonValue, parseJson, textOf } from "../json/json.ts";
import { ResultError } from "./result-error.ts";

/** `data.result` of an event. */
export interface ResultRequest {
  readonly method: string;
  readonly path: string;
  readonly field: string;
  readonly complete: readonly string[];
  readonly ended: readonly string[];
}

/** `body` is the last response's. Its numbers keep their characters, as an event's do. */
export interface ResultResponse {
  readonly state: "complete" | "ended" | "pending";
  readonly body: JsonValue;
}

const maxBytes = 10 * 1024 * 1024;

export async function readResult(request: ResultRequest, response: Response): Promise<ResultResponse> {
  const reading = parseJson(await readBody(response));
  if (!reading.ok) throw new ResultError("unreadable", `the response: ${reading.fault}`, response.status);
  return { state: stateOf(request, reading.value), body: reading.value };
}

/** Counts decoded bytes: a small response can decompress to a large one. */
async function readBody(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop closes the connection.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes)
      throw new ResultError("unreadable", `the response has more than ${maxBytes} bytes`, response.status);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function stateOf({ field, complete, ended }: ResultRequest, body: JsonValue): ResultResponse["state"] {
  let value: JsonValue | undefined = body;
  for (const name of field.split(".")) value = isJsonObject(value) ? value[name] : undefined;
  const text = textOf(value) ?? "";
  if (complete.includes(text)) return "complete";
  return ended.includes(text) ? "ended" : "pending";
}
