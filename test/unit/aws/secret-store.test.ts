import { describe, expect, it } from "vitest";
import { out, setUpSecret } from "./secrets-manager.ts";
import { fault } from "./wire.ts";

const seconds = 1000;
const minutes = 60 * seconds;
const unavailable = expect.objectContaining({ name: "IntakeError", code: "secret_unavailable" });

describe("read", () => {
  it("reads the current version and the one before it", async () => {
    const { store, wire } = await setUpSecret('{"token":"new"}', '{"token":"old"}');
    expect(await store.read()).toEqual({ values: [{ token: "new" }, { token: "old" }] });
    expect(wire.calls).toHaveLength(2);
  });

  it("reads the current version first: a rotation in between leaves what was current before it", async () => {
    const { store, secret, wire } = await setUpSecret("1", "0");
    const gate = Promise.withResolvers<void>();
    secret.gate = gate.promise;
    const reading = store.read();
    await expect.poll(() => wire.calls.length).toBe(1);
    expect(wire.calls).toMatchObject([{ input: { VersionStage: "AWSCURRENT" } }]);
    gate.resolve();
    expect(await reading).toEqual({ values: [1, 0] });
    expect(wire.calls).toMatchObject([{}, { input: { VersionStage: "AWSPREVIOUS" } }]);
  });

  it("reads a secret that was never rotated", async () => {
    const { store } = await setUpSecret('{"token":"new"}');
    expect(await store.read()).toEqual({ values: [{ token: "new" }] });
  });

  it.each(["not JSON", ""])("takes the text %j for a version that nobody can use", async (text) => {
    const { store } = await setUpSecret(text, "1");
    expect(await store.read()).toEqual({ values: [undefined, 1] });
  });

  it("serves from its cache for five minutes and reads again then", async () => {
    const { store, wire, clock, secret } = await setUpSecret("1");
    const first = await store.read();
    secret.versions = ["2", "1"];
    clock.advance(5 * minutes - 1);
    expect(await store.read()).toBe(first);
    expect(wire.calls).toHaveLength(2);
    clock.advance(1);
    expect(await store.read()).toEqual({ values: [2, 1] });
    expect(wire.calls).toHaveLength(4);
  });

  it("gives the same object for versions that have not changed", async () => {
    const { store, clock, wire } = await setUpSecret('{"a":1}', '{"a":0}');
    const first = await store.read();
    clock.advance(5 * minutes);
    expect(await store.read()).toBe(first);
    expect(wire.calls).toHaveLength(4);
  });

  it("reads once for many that ask at the same time", async () => {
    const { store, wire } = await setUpSecret("1", "0");
    const all = await Promise.all(Array.from({ length: 20 }, () => store.read()));
    expect(new Set(all).size).toBe(1);
    expect(wire.calls).toHaveLength(2);
  });

  it("throws while nothing was ever read, and recovers with the service", async () => {
    const { store, secret, clock } = await setUpSecret("1");
    secret.fault = out;
    await expect(store.read()).rejects.toEqual(unavailable);
    secret.fault = undefined;
    clock.advance(1 * seconds);
    expect(await store.read()).toEqual({ values: [1] });
  });

  it("asks the service once a second while it has nothing to serve, however many ask it", async () => {
    const { store, secret, clock, wire } = await setUpSecret("1");
    secret.fault = out;
    await expect(store.read()).rejects.toEqual(unavailable);
    const reads = () => wire.calls.filter(({ input }) => JSON.stringify(input).includes("AWSCURRENT")).length;
    clock.advance(1 * seconds - 1);
    for (let at = 0; at < 10; at += 1) await expect(store.read()).rejects.toEqual(unavailable);
    expect(reads()).toBe(1);
    clock.advance(1);
    await expect(store.read()).rejects.toEqual(unavailable);
    expect(reads()).toBe(2);
  });

  it("lets the first delivery ask at once when reading ahead of it has failed", async () => {
    const { store, secret, warm } = await setUpSecret("1");
    secret.failing = 1;
    warm();
    expect(await store.read()).toEqual({ values: [1] });
  });

  it("fails only whoever began a read that fails, not those who joined it", async () => {
    const { store, secret } = await setUpSecret("1");
    secret.failing = 1;
    const [first, second] = await Promise.allSettled([store.read(), store.read()]);
    expect([first.status, second.status]).toEqual(["rejected", "fulfilled"]);
  });

  it("throws for a secret without a current version", async () => {
    const { store } = await setUpSecret();
    await expect(store.read()).rejects.toEqual(unavailable);
  });

  it("serves what it has while the service is out, and asks again every thirty seconds", async () => {
    const { store, secret, clock, wire } = await setUpSecret("1");
    const first = await store.read();
    secret.fault = out;
    clock.advance(5 * minutes);
    expect(await store.read()).toBe(first);
    const asked = wire.calls.length;
    clock.advance(30 * seconds - 1);
    expect(await store.read()).toBe(first);
    expect(wire.calls).toHaveLength(asked);
    clock.advance(1);
    secret.fault = undefined;
    secret.versions = ["2", "1"];
    expect(await store.read()).toEqual({ values: [2, 1] });
  });

  it.each(["ResourceNotFoundException", "InvalidRequestException", "AccessDeniedException"])(
    "serves nothing any more when the service answers with %s",
    async (name) => {
      const { store, secret, clock } = await setUpSecret("1");
      await store.read();
      secret.fault = fault(name);
      clock.advance(5 * minutes);
      await expect(store.read()).rejects.toEqual(unavailable);
    },
  );
});

describe("reread", () => {
  it("finds a rotated secret within the cache's lifetime, and read serves it from then on", async () => {
    const { store, secret } = await setUpSecret("1");
    await store.read();
    secret.versions = ["2", "1"];
    const newer = await store.reread();
    expect(newer).toEqual({ values: [2, 1] });
    expect(await store.read()).toBe(newer);
  });

  it("finds nothing where nothing has changed", async () => {
    const { store, wire } = await setUpSecret("1");
    await store.read();
    expect(await store.reread()).toBeUndefined();
    expect(wire.calls).toHaveLength(4);
  });

  it("asks the service once in thirty seconds, however many ask it", async () => {
    const { store, secret, clock, wire } = await setUpSecret("1");
    await store.read();
    await store.reread();
    secret.versions = ["2", "1"];
    clock.advance(30 * seconds - 1);
    for (let at = 0; at < 10; at += 1) expect(await store.reread()).toBeUndefined();
    expect(wire.calls).toHaveLength(4);
    clock.advance(1);
    expect(await store.reread()).toEqual({ values: [2, 1] });
  });

  it("asks again a second after the service was out, not thirty", async () => {
    const { store, secret, clock } = await setUpSecret("1");
    await store.read();
    secret.fault = out;
    expect(await store.reread()).toBeUndefined();
    secret.fault = undefined;
    secret.versions = ["2", "1"];
    clock.advance(1 * seconds - 1);
    expect(await store.reread()).toBeUndefined();
    clock.advance(1);
    expect(await store.reread()).toEqual({ values: [2, 1] });
  });

  it("finds nothing while the service is out, and read still serves", async () => {
    const { store, secret } = await setUpSecret("1");
    const first = await store.read();
    secret.fault = out;
    expect(await store.reread()).toBeUndefined();
    expect(await store.read()).toBe(first);
  });

  it("joins a read that is under way", async () => {
    const { store, secret, clock, wire } = await setUpSecret("1");
    await store.read();
    clock.advance(5 * minutes);
    const gate = Promise.withResolvers<void>();
    secret.gate = gate.promise;
    const both = Promise.all([store.read(), store.reread()]);
    gate.resolve();
    await both;
    expect(wire.calls).toHaveLength(4);
  });
});
