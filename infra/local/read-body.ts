import type { IncomingMessage } from "node:http";

/**
 * The body of a request, undefined if it has more bytes than `most`. Such a one is read to its end as well and not kept: its
 * sender would never see the answer otherwise.
 */
export async function readBody(request: IncomingMessage, most: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= most) chunks.push(chunk);
  }
  return length <= most ? Buffer.concat(chunks) : undefined;
}
