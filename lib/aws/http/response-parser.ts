import { HttpResponse } from "@smithy/core/protocols";
import { HTTPParser, type OnHeadersCompleteParser } from "http-parser-js";

type Head = Parameters<OnHeadersCompleteParser>[0];
type Headers = HttpResponse["headers"];

/** Passes over interim responses (RFC 9110, 15.2). `isKept` says whether the connection stays open (RFC 9112, 9.3). */
export function createResponseParser(onResponse: (response: HttpResponse, isKept: boolean) => void) {
  const parser = new HTTPParser(HTTPParser.RESPONSE);
  let head: Pick<Head, "statusCode" | "shouldKeepAlive"> = { statusCode: 0, shouldKeepAlive: false };
  let headers: Headers = {};
  let pieces: Buffer[] = [];
  parser[HTTPParser.kOnHeadersComplete] = (read) => {
    head = read;
    headers = toRecord(read.headers);
    checkLength(headers);
  };
  parser[HTTPParser.kOnBody] = (piece, _, length) => {
    // The parser would go back, and never end.
    if (length < 0) throw new Error("a chunk of a negative length");
    pieces.push(piece);
  };
  parser[HTTPParser.kOnMessageComplete] = () => {
    const { statusCode, shouldKeepAlive } = head;
    if (statusCode < 200) return;
    const body = Buffer.concat(pieces);
    pieces = [];
    onResponse(new HttpResponse({ statusCode, headers, body }), shouldKeepAlive);
  };
  return {
    /** Returns what is wrong with the bytes. */
    read(bytes: Buffer): Error | undefined {
      try {
        const read = parser.execute(bytes);
        return read instanceof Error ? read : undefined;
      } catch (cause) {
        return new Error("a response that is not HTTP", { cause });
      }
    },
    /** A response has begun and not ended. */
    isWithin: (): boolean => parser.finish() instanceof Error,
    /** Of the connection, and so of a response that tells no length (RFC 9112, 6.3). */
    end(): void {
      parser.finish();
    },
  };
}

/** The parser takes `7, 7` and `0x7` for numbers or for 0 (RFC 9112, 6.3). */
function checkLength({ "content-length": length = "0" }: Headers): void {
  if (!/^\d+$/.test(length)) throw new Error("a length that is no number");
}

function toRecord(list: Head["headers"]): Headers {
  const record: Headers = {};
  for (let index = 0; index < list.length; index += 2)
    record[String(list[index]).toLowerCase()] = String(list[index + 1]);
  return record;
}
