import { Md5, Sha256 } from "@smithy/core/checksum";
import type { Checksum } from "@smithy/types";
import fc from "fast-check";
import { expect, it } from "vitest";
import { oneShotHash } from "../../../../lib/aws/sdk/one-shot-hash.ts";

const bytes = fc.oneof(fc.uint8Array({ maxLength: 1, max: 1 }), fc.uint8Array({ maxLength: 200 }));
/** Few, so that many digests follow one under the same secret. */
const text = fc.constantFrom("a", "b");
const anySecret = fc.option(fc.oneof(text, fc.string({ minLength: 1 }), fc.uint8Array({ minLength: 1 })));

it("gives the digests of the SDK's own hashes, for any secret and any pieces, again after a reset", async () => {
  const digestBy = async (hash: Checksum, chunks: readonly Uint8Array[]) => {
    hash.update(Buffer.from("before"));
    hash.reset();
    const own = chunks.map((chunk) => Uint8Array.from(chunk));
    for (const chunk of own) hash.update(chunk);
    const digest = Buffer.from(await hash.digest()).toString("hex");
    // A caller may use its bytes again.
    for (const chunk of own) chunk.fill(0);
    return digest;
  };
  const [OurSha256, OurMd5] = [oneShotHash("sha256"), oneShotHash("md5")];
  await fc.assert(
    fc.asyncProperty(fc.array(bytes), anySecret, async (chunks, secret) => {
      const key = secret ?? undefined;
      expect(await digestBy(new OurSha256(key), chunks)).toBe(await digestBy(new Sha256(key), chunks));
      expect(await digestBy(new OurMd5(), chunks)).toBe(await digestBy(new Md5(), chunks));
    }),
  );
});
