import { HttpResponse } from "@smithy/core/protocols";
import { HTTPParser, type OnHeadersCompleteParser } from "http-parser-js";

type Head = Parameters<OnHeadersCompleteParser>[0];

/** Passes over interim responses (RFC 9110, 15.2). `isKept` says whether the connection stays open (RFC 9112, 9.3). */
export function createResponseParser(onResponse: (response: HttpResponse, isKept: boolean) => void) {
  const parser = new HTTPParser(HTTPParser.RESPONSE);
  let head: Head | undefined;
  let pieces: Buffer[] = [];
  parser[HTTPParser.kOnHeadersComplete] = (read) => {
    head = read;
  };
  parser[HTTPParser.kOnBody] = (piece) => {
    pieces.push(piece);
  };
  parser[HTTPParser.kOnMessageComplete] = () => {
    if (!head || head.statusCode < 200) return;
    const { statusCode, headers, shouldKeepAlive } = head;
    const body = Buffer.concat(pieces);
    onResponse(new HttpResponse({ statusCode, headers: toRecord(headers), body }), shouldKeepAlive);
  };
  return {
    /** Forgets what came before. */
    start(): void {
      pieces = [];
      parser.initialize(HTTPParser.RESPONSE);
    },
    /** Returns what is wrong with the bytes. */
    read(bytes: Buffer): Error | undefined {
      const read = parser.execute(bytes);
      return read instanceof Error ? read : undefined;
    },
    /** Of the connection, and so of a response that tells no length (RFC 9112, 6.3). */
    end(): void {
      parser.finish();
    },
  };
}

function toRecord(list: Head["headers"]): HttpResponse["headers"] {
  const record: HttpResponse["headers"] = {};
  for (let index = 0; index < list.length; index += 2)
    record[String(list[index]).toLowerCase()] = String(list[index + 1]);
  return record;
}
