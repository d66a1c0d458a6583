import { createHmac, hash } from "node:crypto";
import type { Checksum, ChecksumConstructor, SourceData } from "@smithy/types";

/** Node hashes, in one step. The SDK's own hashes make an object and a copy of it. */
export function oneShotHash(algorithm: "sha256" | "md5"): ChecksumConstructor {
  const keyed = new Map<string, Keyed>();
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
      if (typeof this.#secret === "string") return this.#digestAgain(this.#secret);
      return createHmac(algorithm, toBytes(this.#secret)).update(this.#data).digest();
    }

    /** The signer hashes the same key id under the same text for every signature, to find its signing key. */
    #digestAgain(secret: string): Uint8Array {
      const last = keyed.get(secret);
      if (last && Buffer.compare(last.data, this.#data) === 0) return last.digest;
      const digest = createHmac(algorithm, secret).update(this.#data).digest();
      keyed.set(secret, { data: this.#data, digest });
      return digest;
    }

    reset(): void {
      this.#data = new Uint8Array();
    }
  };
}

interface Keyed {
  readonly data: Uint8Array;
  readonly digest: Uint8Array;
}

function toBytes(secret: Exclude<SourceData, string>): Uint8Array {
  if (secret instanceof Uint8Array) return secret;
  return ArrayBuffer.isView(secret)
    ? new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength)
    : new Uint8Array(secret);
}
