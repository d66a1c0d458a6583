import { createHmac, hash } from "node:crypto";
import type { Checksum, ChecksumConstructor, SourceData } from "@smithy/types";

interface Keyed {
  readonly secret: string;
  readonly data: Uint8Array;
  readonly digest: Uint8Array;
}

/**
 * Node hashes, in one step. The SDK's own hashes make an object and a copy of it. The signer hashes the key id with
 * the secret key in every call, so the latest digest under a text is kept.
 */
export function oneShotHash(algorithm: "sha256" | "md5"): ChecksumConstructor {
  let latest: Keyed | undefined;
  const digestUnder = (secret: string, data: Uint8Array) => {
    if (latest?.secret === secret && Buffer.compare(latest.data, data) === 0) return latest.digest;
    latest = { secret, data: Buffer.from(data), digest: createHmac(algorithm, secret).update(data).digest() };
    return latest.digest;
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
      if (this.#secret === undefined) return hash(algorithm, this.#data, "buffer");
      if (typeof this.#secret === "string") return digestUnder(this.#secret, this.#data);
      return createHmac(algorithm, toBytes(this.#secret)).update(this.#data).digest();
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
