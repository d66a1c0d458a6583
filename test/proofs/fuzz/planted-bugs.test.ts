import { randomInt, randomUUID } from "node:crypto";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { type Authenticator, createAuthenticator } from "../../../lib/authentication/authenticator.ts";
import { noSettings, type Scheme, type Verdict } from "../../../lib/authentication/scheme.ts";
import type { Delivery } from "../../../lib/delivery/delivery.ts";
import type { HttpResponse } from "../../../lib/delivery/response.ts";
import type { Vendor } from "../../../lib/source/define-vendor.ts";
import { interpret } from "../../../lib/source/interpret.ts";
import { runFuzz } from "./run.ts";
import { sharedSecrets } from "./secrets.ts";
import { createStages } from "./stages.ts";

/** Every source takes this for proof. */
const believed: Verdict = { proven: { signature: { digest: "d", values: {} } } };

/** An authenticator that gives every delivery this verdict. */
const alwaysSays = (verdict: () => Verdict) => (source: Vendor) => {
  const always: Scheme<unknown> = { needs: "nothing", settings: noSettings, prepare: () => verdict };
  const definition = { credentials: v.unknown(), authentication: { always } };
  return { ...source, authenticator: () => createAuthenticator(definition, { always: {} }) };
};

const credulous = alwaysSays(() => believed);
const throwing = (): never => {
  throw new Error("a mistake of ours");
};

/** A source that makes one mistake with every body. */
const tripping = ({ id, eventType, fields, ...source }: Vendor): Vendor => {
  const reader = {
    ...{ id, eventType, fields, identity: throwing, subject: throwing, normalize: throwing },
    payload: v.record(v.string(), v.unknown()),
    proves: "caller",
    retentionSeconds: 1,
  } as const;
  return { ...source, id, eventType, fields, interpret: (delivery) => interpret(reader, delivery) };
};

/** Wraps the interpretation of a source. */
const reinterpreting =
  (change: (message: string) => { message?: string; key?: string; signed?: undefined }) =>
  (source: Vendor): Vendor => ({
    ...source,
    interpret(delivery) {
      const interpretation = source.interpret(delivery);
      return { ...interpretation, ...change(interpretation.message) };
    },
  });

const rewriting = (from: string | RegExp, to: string) =>
  reinterpreting((message) => ({ message: message.replace(from, to) }));
const forgetful = reinterpreting(() => ({ key: randomUUID(), signed: undefined }));

/** The authenticator itself, not one of its checks. */
const reauthenticating =
  (change: Partial<Authenticator>) =>
  (source: Vendor): Vendor => ({
    ...source,
    authenticator: (settings) => ({ ...source.authenticator(settings), ...change }),
  });

const acknowledging =
  (change: (delivery: Delivery) => Partial<HttpResponse>) =>
  (source: Vendor): Vendor => ({
    ...source,
    acknowledge: (delivery) => ({ ...source.acknowledge(delivery), ...change(delivery) }),
  });

const failing = reauthenticating({ authenticate: throwing });
const telling = reauthenticating({ challenge: `Secret is="${sharedSecrets[1]}"` });
const echoing = acknowledging(({ body }) => ({ body: Buffer.from(body).toString() }));

async function fuzz(
  change: (source: Vendor) => Vendor,
  replay?: { readonly seed: number; readonly path: string },
) {
  const options = replay ? { ...replay, runs: 1 } : { seed: randomInt(2 ** 31), runs: 2000 };
  const result = await runFuzz(options, await createStages(change), () => undefined);
  return { ...result, seed: options.seed };
}

describe("the fuzz", () => {
  it.each([
    ["an authenticator that says yes", credulous, "answered 200 where"],
    ["an authenticator that says yes", credulous, "not authentic left something"],
    ["an authenticator that says no", alwaysSays(() => "credential_mismatch"), "401 where"],
    ["a check that throws", alwaysSays(throwing), "answered 403 where"],
    ["an authenticator that throws", failing, "answered 503 where"],
    ["a challenge that tells the secret", telling, "tells a secret"],
    ["a source that trips", tripping, "tripped over a mistake of ours"],
    ["a key that is never the same", forgetful, "again left something more"],
    ["an event that lost a field", rewriting('"ImageState":', '"State":'), "not carry the notification"],
    ["an event that is none", rewriting('"outcome":', '"result":'), "not as its published schema says"],
    ["characters that SQS refuses", rewriting("{", '{"note":"\uFFFF",'), "SQS refuses"],
    ["a message that is cut off", rewriting(/.$/, ""), " is not as "],
    ["an acknowledgement that tells the body", echoing, "another than the vendor expects"],
    ["an acknowledgement of 400", acknowledging(() => ({ status: 400 })), "answered 400 where"],
  ])("reports %s", async (_, change, fault) => {
    const { counterexample } = await fuzz(change);
    expect(counterexample?.text).toContain(fault);
  });

  it("finds the same counterexample again, at once", async () => {
    const { counterexample, seed } = await fuzz(credulous);
    const replay = { seed, path: counterexample?.path ?? "" };
    const again = await fuzz(credulous, replay);
    expect(again.counterexample?.text).toBe(counterexample?.text);
    expect(again.report).toMatch(/^1 deliveries, /);
    expect((await fuzz((source) => source, replay)).counterexample).toBeUndefined();
  });

  it("counts what a delivery left that is not authentic", async () => {
    const { report } = await fuzz(credulous);
    expect(report).toMatch(/^unauthenticated effects [1-9]/m);
    expect((await fuzz(failing)).report).toMatch(/answers of 500 or more [1-9]/);
  });
});
