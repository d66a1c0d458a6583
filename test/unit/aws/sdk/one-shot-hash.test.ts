import { Md5, Sha256 } from "@smithy/core/checksum";
import type { Checksum, ChecksumConstructor } from "@smithy/types";
import fc from "fast-check";
import { expect, it } from "vitest";
import { oneShotHash } from "../../../../lib/aws/sdk/one-shot-hash.ts";

const bytes = fc.uint8Array({ maxLength: 200 });
const anySecret = fc.option(fc.oneof(fc.string({ minLength: 1 }), fc.uint8Array({ minLength: 1 })));

it("gives the digests of the SDK's own hashes, for any secret and any pieces, again after a reset", async () => {
  const digestBy = async (hash: Checksum, chunks: readonly Uint8Array[]) => {
    hash.update(Buffer.from("before"));
    hash.reset();
    for (const chunk of chunks) hash.update(chunk);
    return Buffer.from(await hash.digest()).toString("hex");
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

it("gives a text's digest under a secret again, and another text's or another secret's after it", async () => {
  const digestBy = async (Hash: ChecksumConstructor, [secret, text]: readonly [string, string]) => {
    const hash = new Hash(secret);
    hash.update(Buffer.from(text));
    return Buffer.from(await hash.digest()).toString("hex");
  };
  const Ours = oneShotHash("sha256");
  const pairs = [
    ["s", "a"],
    ["s", "a"],
    ["s", "b"],
    ["t", "b"],
    ["s", "b"],
  ] as const;
  for (const pair of pairs)
    expect(await digestBy(Ours, pair), pair.join()).toBe(await digestBy(Sha256, pair));
});
