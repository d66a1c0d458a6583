import { createHmac, hash } from "node:crypto";
import type { Checksum, SourceData } from "@smithy/types";

/** The signer's hash by Node's one-shot function. The SDK's own makes a hash object and copies it. */
export class Sha256 implements Checksum {
  readonly #secret: SourceData | undefined;
  #chunks: Uint8Array[] = [];

  constructor(secret?: SourceData) {
    this.#secret = secret;
  }

  update(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
  }

  async digest(): Promise<Uint8Array> {
    const [first = new Uint8Array(), ...others] = this.#chunks;
    const data = others.length > 0 ? Buffer.concat(this.#chunks) : first;
    return this.#secret === undefined
      ? hash("sha256", data, "buffer")
      : createHmac("sha256", toKey(this.#secret)).update(data).digest();
  }

  reset(): void {
    this.#chunks = [];
  }
}

function toKey(secret: SourceData): string | Uint8Array {
  return secret instanceof ArrayBuffer
    ? new Uint8Array(secret)
    : typeof secret === "string"
      ? secret
      : new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength);
}
