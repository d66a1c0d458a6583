import { createHmac, hash } from "node:crypto";
import type { Checksum, ChecksumConstructor, SourceData } from "@smithy/types";

/** Node hashes, in one step. The SDK's own hashes make an object and a copy of it. */
export function oneShotHash(algorithm: "sha256" | "md5"): ChecksumConstructor {
  let last: { readonly secret: string; readonly data: Uint8Array; readonly digest: Uint8Array } | undefined;
  /** Before every signature the signer hashes the same key id with the same secret, to look up its signing key. */
  const digestOnce = (secret: string, data: Uint8Array) => {
    if (last?.secret !== secret || Buffer.compare(last.data, data) !== 0)
      last = { secret, data, digest: createHmac(algorithm, secret).update(data).digest() };
    return last.digest;
  };
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
      const [secret, data] = [this.#secret, this.#data];
      if (secret === undefined) return hash(algorithm, data, "buffer");
      if (typeof secret === "string") return digestOnce(secret, data);
      return createHmac(algorithm, toBytes(secret)).update(data).digest();
    }

    reset(): void {
      this.#data = new Uint8Array();
    }
  };
}

function toBytes(secret: Exclude<SourceData, string>): Uint8Array {
  if (secret instanceof Uint8Array) return secret;
  return ArrayBuffer.isView(secret)
    ? new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength)
    : new Uint8Array(secret);
}
