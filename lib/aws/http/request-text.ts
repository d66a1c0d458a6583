import type { HttpRequest } from "@smithy/types";

/** Visible characters, spaces and tabs (RFC 9110, 5.5). Another could end the header. */
const fieldValue = /^[\t\x20-\x7e]*$/;

/** Throws for bytes that are no text: text of another length would be sent. */
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** HTTP/1.1 (RFC 9112, 3 and 5). One text is one write and, if short, one TLS record. */
export function writeRequest({ method, path, headers, body }: HttpRequest): string {
  let text = `${method} ${path} HTTP/1.1\r\n`;
  for (const [name, value] of Object.entries(headers)) {
    if (!fieldValue.test(value))
      throw new TypeError(`the header ${name} has a character that is not allowed`);
    text += `${name}: ${value}\r\n`;
  }
  return `${text}Connection: keep-alive\r\n\r\n${body instanceof Uint8Array ? utf8.decode(body) : body}`;
}
