import { describe, expect, it } from "vitest";
import { out, setUpSecret } from "../secrets-manager.ts";
import { fault } from "../wire.ts";

const seconds = 1000;
const minutes = 60 * seconds;
const hour = 60 * minutes;
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

  it("forgets the previous version once its label is taken away, though the current one stays", async () => {
    const { store, clock, secret } = await setUpSecret('"new"', '"leaked"');
    expect(await store.read()).toEqual({ values: ["new", "leaked"] });
    secret.versions = ['"new"'];
    clock.advance(5 * minutes);
    expect(await store.read()).toEqual({ values: ["new"] });
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

  it("serves what it has for an hour after it was read, and not a moment longer", async () => {
    const { store, secret, clock } = await setUpSecret("1");
    const first = await store.read();
    secret.fault = out;
    clock.advance(hour - 1);
    expect(await store.read()).toBe(first);
    clock.advance(1);
    await expect(store.read()).rejects.toEqual(unavailable);
    secret.fault = undefined;
    clock.advance(1 * seconds);
    expect(await store.read()).toEqual({ values: [1] });
  });

  it("counts the hour from the last read that succeeded, changed or not", async () => {
    const { store, secret, clock } = await setUpSecret("1");
    const first = await store.read();
    clock.advance(hour - 1);
    expect(await store.read()).toBe(first);
    secret.fault = out;
    for (let at = 0; at < 59; at += 1) {
      clock.advance(1 * minutes);
      expect(await store.read()).toBe(first);
    }
    clock.advance(1 * minutes);
    await expect(store.read()).rejects.toEqual(unavailable);
  });

  it("says for a second after a failed read what that one failed with", async () => {
    const { store, secret } = await setUpSecret("1");
    secret.fault = fault("KMSUnavailable", 500);
    const cause = expect.objectContaining({ name: "KMSUnavailable" });
    await expect(store.read()).rejects.toMatchObject({ cause });
    await expect(store.read()).rejects.toMatchObject({ cause });
  });

  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html and CommonErrors.html there.
  it.each([
    ["ResourceNotFoundException", 400],
    ["InvalidRequestException", 400],
    ["InvalidParameterException", 400],
    ["DecryptionFailure", 400],
    ["AccessDeniedException", 400],
    ["UnrecognizedClientException", 400],
    ["ExpiredTokenException", 403],
    ["InvalidClientTokenId", 403],
    ["NotAuthorized", 401],
    ["AnErrorThatNobodyKnows", 400],
  ])("serves nothing any more when the service answers with %s", async (name, status) => {
    const { store, secret, clock } = await setUpSecret("1");
    await store.read();
    secret.fault = fault(name, status);
    clock.advance(5 * minutes);
    const cause = expect.objectContaining({ name });
    await expect(store.read()).rejects.toMatchObject({ code: "secret_unavailable", cause });
  });

  it("serves nothing any more either where the service's clock is another", async () => {
    const { store, secret, clock } = await setUpSecret("1");
    await store.read();
    const date = new Date(Date.now() + 24 * hour).toUTCString();
    secret.fault = { ...fault("DecryptionFailure"), headers: { date } };
    clock.advance(5 * minutes);
    await expect(store.read()).rejects.toEqual(unavailable);
  });

  it.each([
    ["ThrottlingException", 400],
    ["RequestLimitExceeded", 400],
    ["AnErrorThatNobodyKnows", 429],
    ["RequestTimeoutException", 408],
    ["InternalServiceError", 500],
    ["ServiceUnavailable", 503],
  ])("serves what it has when the service answers with %s, which passes", async (name, status) => {
    const { store, secret, clock } = await setUpSecret("1");
    const first = await store.read();
    secret.fault = fault(name, status);
    clock.advance(5 * minutes);
    expect(await store.read()).toBe(first);
  });
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

  it("leaves nothing to serve when the service answers that it gives nothing", async () => {
    const { store, secret } = await setUpSecret("1");
    await store.read();
    secret.fault = fault("DecryptionFailure");
    expect(await store.reread()).toBeUndefined();
    await expect(store.read()).rejects.toEqual(unavailable);
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

describe("what was read", () => {
  it("is told each time, changed or not", async () => {
    const { store, reads, clock, secret } = await setUpSecret("1");
    const first = await store.read();
    await store.read();
    expect(reads).toEqual([first]);
    clock.advance(5 * minutes);
    await store.read();
    secret.versions = ["2", "1"];
    await store.reread();
    expect(reads).toEqual([{ values: [1] }, { values: [1] }, { values: [2, 1] }]);
  });

  it("is told once to many that ask at the same time, and not of a read that failed", async () => {
    const { store, reads, secret } = await setUpSecret("1");
    secret.failing = 1;
    await expect(store.read()).rejects.toEqual(unavailable);
    expect(reads).toEqual([]);
    await Promise.all([store.reread(), store.reread(), store.reread()]);
    expect(reads).toHaveLength(1);
  });
});
