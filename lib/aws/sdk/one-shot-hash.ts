import { createHmac, hash } from "node:crypto";
import type { Checksum, ChecksumConstructor, SourceData } from "@smithy/types";

/** Node hashes, in one step. The SDK's own hashes make an object and a copy of it. */
export function oneShotHash(algorithm: "sha256" | "md5"): ChecksumConstructor {
  return class OneShotHash implements Checksum {
    readonly #secret: SourceData | undefined;
    #data: Uint8Array = new Uint8Array();

    constructor(secret?: SourceData) {
      this.#secret = secret;
    }

    update(chunk: Uint8Array): void {
      this.#data = this.#data.length > 0 ? Buffer.concat([this.#data, chunk]) : chunk;
    }

    async digest(): Promise<Uint8Array> {
      if (this.#secret === undefined) return hash(algorithm, this.#data, "buffer");
      return createHmac(algorithm, toKey(this.#secret)).update(this.#data).digest();
    }

    reset(): void {
      this.#data = new Uint8Array();
    }
  };
}

function toKey(secret: SourceData): string | Uint8Array {
  if (typeof secret === "string" || secret instanceof Uint8Array) return secret;
  return ArrayBuffer.isView(secret)
    ? new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength)
    : new Uint8Array(secret);
}
