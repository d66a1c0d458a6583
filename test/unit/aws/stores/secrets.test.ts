import { describe, expect, it } from "vitest";
import { out, setUpSecret } from "../secrets-manager.ts";
import { fault } from "../wire.ts";

const seconds = 1000;
const minutes = 60 * seconds;
const hour = 60 * minutes;
const unavailable = expect.objectContaining({ name: "IntakeError", code: "secret_unavailable" });

/** A secret read once and rotated since. */
async function setUpRotated() {
  const parts = await setUpSecret("1");
  const first = await parts.store.read();
  parts.secret.versions = ["2", "1"];
  return { ...parts, first };
}
const rotated = { values: [2, 1] };

describe("read", () => {
  it.each([
    ["the current version and the one before it", ['{"token":"new"}', "1"], [{ token: "new" }, 1]],
    ["a secret that was never rotated", ["1"], [1]],
    ["text that is no JSON as a version that nobody can use", ["not JSON", "1"], [undefined, 1]],
    ["no text as such a version", ["", "1"], [undefined, 1]],
  ])("reads %s, in two calls", async (_, versions, values) => {
    const { store, wire } = await setUpSecret(...versions);
    expect(await store.read()).toEqual({ values });
    expect(wire.calls).toHaveLength(2);
  });

  it("reads the current version first: a rotation in between leaves what was current before it", async () => {
    const { store, secret, stages } = await setUpSecret("1", "0");
    const gate = Promise.withResolvers<void>();
    secret.gate = gate.promise;
    const reading = store.read();
    await expect.poll(stages, { timeout: 60_000 }).toEqual(["AWSCURRENT"]);
    gate.resolve();
    expect(await reading).toEqual({ values: [1, 0] });
    expect(stages()).toEqual(["AWSCURRENT", "AWSPREVIOUS"]);
  });

  it("serves from its cache for five minutes and reads again then", async () => {
    const { store, clock, first, readCount } = await setUpRotated();
    clock.advance(5 * minutes - 1);
    expect(await store.read()).toBe(first);
    expect(readCount()).toBe(1);
    clock.advance(1);
    expect(await store.read()).toEqual(rotated);
    expect(readCount()).toBe(2);
  });

  it("forgets the previous version once its label is taken away, though the current one stays", async () => {
    const { store, clock, secret } = await setUpSecret('"new"', '"leaked"');
    expect(await store.read()).toEqual({ values: ["new", "leaked"] });
    secret.versions = ['"new"'];
    clock.advance(5 * minutes);
    expect(await store.read()).toEqual({ values: ["new"] });
  });

  it("reads once for many that ask at the same time", async () => {
    const { store, readCount } = await setUpSecret("1", "0");
    const all = await Promise.all(Array.from({ length: 20 }, () => store.read()));
    expect(new Set(all).size).toBe(1);
    expect(readCount()).toBe(1);
  });

  it("throws while nothing was ever read, asks once a second, and recovers with the service", async () => {
    const { store, secret, clock, readCount } = await setUpSecret("1");
    secret.fault = fault("KMSUnavailable", 500);
    const failure = { code: "secret_unavailable", cause: { name: "KMSUnavailable" } };
    await expect(store.read()).rejects.toMatchObject(failure);
    clock.advance(1 * seconds - 1);
    for (let count = 0; count < 10; count += 1) await expect(store.read()).rejects.toMatchObject(failure);
    expect(readCount()).toBe(1);
    clock.advance(1);
    await expect(store.read()).rejects.toMatchObject(failure);
    expect(readCount()).toBe(2);
    secret.fault = undefined;
    clock.advance(1 * seconds);
    expect(await store.read()).toEqual({ values: [1] });
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

  it("serves what it has while the service is out, and asks again every thirty seconds", async () => {
    const { store, secret, clock, first, readCount } = await setUpRotated();
    secret.fault = out;
    clock.advance(5 * minutes);
    expect(await store.read()).toBe(first);
    const asked = readCount();
    clock.advance(30 * seconds - 1);
    expect(await store.read()).toBe(first);
    expect(readCount()).toBe(asked);
    clock.advance(1);
    secret.fault = undefined;
    expect(await store.read()).toEqual(rotated);
  });

  it.each([
    ["asked once", hour],
    ["asked every minute", 1 * minutes],
  ])("serves what it has for an hour after its last read, changed or not: %s", async (_, stepMs) => {
    const { store, secret, clock } = await setUpSecret("1");
    const first = await store.read();
    clock.advance(hour - 1);
    expect(await store.read()).toBe(first);
    secret.fault = out;
    for (let spentMs = stepMs; spentMs < hour; spentMs += stepMs) {
      clock.advance(stepMs);
      expect(await store.read()).toBe(first);
    }
    clock.advance(stepMs - 1);
    expect(await store.read()).toBe(first);
    clock.advance(1);
    await expect(store.read()).rejects.toEqual(unavailable);
    secret.fault = undefined;
    clock.advance(1 * seconds);
    expect(await store.read()).toEqual({ values: [1] });
  });

  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html and CommonErrors.html there.
  const date = new Date(Date.now() + 24 * hour).toUTCString();
  it.each<readonly [string, number, readonly string[], object]>([
    ["nothing", 400, ["ResourceNotFoundException", "InvalidRequestException"], {}],
    ["nothing", 400, ["DecryptionFailure", "AccessDeniedException", "InvalidParameterException"], {}],
    ["nothing", 400, ["UnrecognizedClientException", "AnErrorThatNobodyKnows"], {}],
    ["nothing", 401, ["NotAuthorized"], {}],
    ["nothing", 403, ["ExpiredTokenException", "InvalidClientTokenId"], {}],
    // Where the service's clock is another.
    ["nothing", 400, ["DecryptionFailure"], { headers: { date } }],
    ["what it has", 400, ["ThrottlingException", "RequestLimitExceeded"], {}],
    ["what it has", 429, ["AnErrorThatNobodyKnows"], {}],
    ["what it has", 408, ["RequestTimeoutException"], {}],
    ["what it has", 500, ["InternalServiceError"], {}],
    ["what it has", 503, ["ServiceUnavailable"], {}],
  ])("serves %s when the service answers %j with one of %j", async (served, status, names, changes) => {
    for (const name of names) {
      const { store, secret, clock, first } = await setUpRotated();
      secret.fault = { ...fault(name, status), ...changes };
      clock.advance(5 * minutes);
      const failure = { code: "secret_unavailable", cause: expect.objectContaining({ name }) };
      const read = await store.read().catch((error: unknown) => error);
      expect(read, name).toEqual(served === "nothing" ? expect.objectContaining(failure) : first);
    }
  });
});

describe("reread", () => {
  it("finds a rotated secret within the cache's lifetime, and read serves it from then on", async () => {
    const { store } = await setUpRotated();
    const newer = await store.reread();
    expect(newer).toEqual(rotated);
    expect(await store.read()).toBe(newer);
  });

  it("finds nothing where nothing has changed, and asks once in thirty seconds", async () => {
    const { store, secret, clock, readCount } = await setUpSecret("1");
    await store.read();
    expect(await store.reread()).toBeUndefined();
    secret.versions = ["2", "1"];
    clock.advance(30 * seconds - 1);
    for (let count = 0; count < 10; count += 1) expect(await store.reread()).toBeUndefined();
    expect(readCount()).toBe(2);
    clock.advance(1);
    expect(await store.reread()).toEqual(rotated);
  });

  it("finds nothing while the service is out, and asks again a second later, not thirty", async () => {
    const { store, secret, clock, first } = await setUpRotated();
    secret.fault = out;
    expect(await store.reread()).toBeUndefined();
    expect(await store.read()).toBe(first);
    secret.fault = undefined;
    clock.advance(1 * seconds - 1);
    expect(await store.reread()).toBeUndefined();
    clock.advance(1);
    expect(await store.reread()).toEqual(rotated);
  });

  it("leaves nothing to serve when the service answers that it gives nothing", async () => {
    const { store, secret } = await setUpRotated();
    secret.fault = fault("DecryptionFailure");
    expect(await store.reread()).toBeUndefined();
    await expect(store.read()).rejects.toEqual(unavailable);
  });

  it("joins a read that is under way", async () => {
    const { store, clock, readCount } = await setUpRotated();
    clock.advance(5 * minutes);
    await Promise.all([store.read(), store.reread()]);
    expect(readCount()).toBe(2);
  });
});

it("tells of every read that succeeds, changed or not, once to many that ask at the same time", async () => {
  const { store, reads, clock, secret } = await setUpSecret("1");
  secret.failing = 1;
  await expect(store.read()).rejects.toEqual(unavailable);
  expect(reads).toEqual([]);
  await Promise.all([store.reread(), store.reread(), store.reread()]);
  await store.read();
  expect(reads).toEqual([{ values: [1] }]);
  clock.advance(5 * minutes);
  await store.read();
  secret.versions = ["2", "1"];
  await store.reread();
  expect(reads).toEqual([{ values: [1] }, { values: [1] }, rotated]);
});
