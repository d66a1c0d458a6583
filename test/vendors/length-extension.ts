/** Length extension of SHA-1 (FIPS 180-4, 5.1.1 and 6.1): computes, without the secret, the digest of the text, its padding (`glue`) and a `suffix`. */
export function extendSha1(digest: string, coveredBytes: number, suffix: string) {
  const glue = padding(coveredBytes);
  const total = coveredBytes + glue.length + suffix.length;
  const blocks = Buffer.concat([Buffer.from(suffix, "latin1"), padding(total)]);
  const state = Buffer.from(digest, "hex");
  for (let offset = 0; offset < blocks.length; offset += 64)
    compress(state, blocks.subarray(offset, offset + 64));
  return { glue, digest: state.toString("hex") };
}

function padding(length: number): Buffer {
  const zeros = (119 - (length % 64)) % 64;
  const bits = Buffer.alloc(8);
  bits.writeBigUInt64BE(BigInt(length) * 8n);
  return Buffer.concat([Buffer.from([0x80]), Buffer.alloc(zeros), bits]);
}

function compress(state: Buffer, block: Buffer): void {
  const schedule = Buffer.concat([block, Buffer.alloc(256)]);
  const word = (at: number) => schedule.readUInt32BE(at * 4);
  for (let t = 16; t < 80; t += 1) {
    const mixed = word(t - 3) ^ word(t - 8) ^ word(t - 14) ^ word(t - 16);
    schedule.writeUInt32BE(rotate(mixed, 1), t * 4);
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = [0, 4, 8, 12, 16].map((offset) => state.readUInt32BE(offset));
  for (let t = 0; t < 80; t += 1) {
    const [mixed, constant] = round(t, b, c, d);
    const next = (rotate(a, 5) + mixed + e + constant + word(t)) >>> 0;
    [a, b, c, d, e] = [next, a, rotate(b, 30), c, d];
  }
  [a, b, c, d, e].forEach((value, index) => {
    state.writeUInt32BE((state.readUInt32BE(index * 4) + value) >>> 0, index * 4);
  });
}

function round(t: number, b: number, c: number, d: number): [mixed: number, constant: number] {
  if (t < 20) return [(b & c) | (~b & d), 0x5a827999];
  if (t < 40) return [b ^ c ^ d, 0x6ed9eba1];
  if (t < 60) return [(b & c) | (b & d) | (c & d), 0x8f1bbcdc];
  return [b ^ c ^ d, 0xca62c1d6];
}

function rotate(word: number, by: number): number {
  return ((word << by) | (word >>> (32 - by))) >>> 0;
}
