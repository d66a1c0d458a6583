import { randomInt, randomUUID } from "node:crypto";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { createAuthenticator } from "../../../lib/authentication/authenticator.ts";
import { noSettings, type Scheme, type Verdict } from "../../../lib/authentication/scheme.ts";
import type { Vendor } from "../../../lib/source/define-vendor.ts";
import { interpret } from "../../../lib/source/interpret.ts";
import { runFuzz } from "./run.ts";
import { sharedSecrets } from "./secrets.ts";
import { createStages } from "./stages.ts";

type PlantBug = (source: Vendor) => Vendor;

const throwing = (): never => {
  throw new Error("a mistake of ours");
};

/** An authenticator that gives every delivery this verdict. */
function alwaysSays(verdict: () => Verdict): PlantBug {
  const always: Scheme<unknown> = { needs: "nothing", settings: noSettings, prepare: () => verdict };
  const definition = { credentials: v.unknown(), authentication: { always } };
  return (source) => ({ ...source, authenticator: () => createAuthenticator(definition, { always: {} }) });
}

/** Every source takes this for proof. */
const believing = alwaysSays(() => ({ proven: { signature: { digest: "d", values: {} } } }));

/** Changes the authenticator itself, not one of its checks. */
function authenticatingWith(changes: { challenge?: string; authenticate?: () => never }): PlantBug {
  return (source) => ({
    ...source,
    authenticator: (settings) => ({ ...source.authenticator(settings), ...changes }),
  });
}

/** A source that makes one mistake with every body. */
const tripping: PlantBug = (source) => {
  const { id, eventType, fields } = source;
  const reader = {
    id,
    fields,
    payload: v.record(v.string(), v.unknown()),
    identity: throwing,
    subject: throwing,
    proves: "caller",
    eventType,
    normalize: throwing,
    retentionSeconds: 1,
  } as const;
  return { ...source, interpret: (delivery) => interpret(reader, delivery) };
};

const forgetful: PlantBug = (source) => ({
  ...source,
  interpret: (delivery) => ({ ...source.interpret(delivery), key: randomUUID(), signed: undefined }),
});

function rewriting(change: (message: string) => string): PlantBug {
  return (source) => ({
    ...source,
    interpret(delivery) {
      const interpretation = source.interpret(delivery);
      return { ...interpretation, message: change(interpretation.message) };
    },
  });
}

function answering(change: (body: Uint8Array) => { status?: number; body?: string }): PlantBug {
  return (source) => ({
    ...source,
    acknowledge: (delivery) => ({ ...source.acknowledge(delivery), ...change(delivery.body) }),
  });
}

async function fuzz(change: PlantBug, replay?: { readonly seed: number; readonly path: string }) {
  const options = replay ? { ...replay, runs: 1 } : { seed: randomInt(2 ** 31), runs: 2000 };
  const result = await runFuzz(options, await createStages(change), () => undefined);
  return { ...result, seed: options.seed };
}

const challenge = `Secret is="${sharedSecrets[1]}"`;

describe("the fuzz", () => {
  it.each<[name: string, PlantBug, fault: string]>([
    ["an authenticator that says yes", believing, "answered 200 where"],
    ["an authenticator that says yes", believing, "not authentic left something"],
    ["an authenticator that says no", alwaysSays(() => "credential_mismatch"), "401 where"],
    ["a check that throws", alwaysSays(throwing), "answered 403 where"],
    ["an authenticator that throws", authenticatingWith({ authenticate: throwing }), "answered 503 where"],
    ["a challenge that tells the secret", authenticatingWith({ challenge }), "tells a secret"],
    ["a source that trips", tripping, "tripped over a mistake of ours"],
    ["a key that is never the same", forgetful, "again left something more"],
    [
      "an event that lost a field",
      rewriting((message) => message.replace('"ImageState":', '"State":')),
      "does not carry the notification as it was received",
    ],
    [
      "an event that is none",
      rewriting((message) => message.replace('"outcome":', '"result":')),
      "not as its published schema says",
    ],
    [
      "characters that SQS refuses",
      rewriting((message) => message.replace("{", '{"note":"\uFFFF",')),
      "SQS refuses",
    ],
    ["a message that is cut off", rewriting((message) => message.slice(0, -1)), " is not as "],
    [
      "an acknowledgement that tells the body",
      answering((body) => ({ body: Buffer.from(body).toString() })),
      "another than the vendor expects",
    ],
    ["an acknowledgement of 400", answering(() => ({ status: 400 })), "answered 400 where"],
  ])("reports %s", async (_, plantBug, fault) => {
    const { counterexample } = await fuzz(plantBug);
    expect(counterexample?.text).toContain(fault);
  });

  it("finds the same counterexample again, at once", async () => {
    const { counterexample, seed } = await fuzz(believing);
    const replay = { seed, path: counterexample?.path ?? "" };
    const again = await fuzz(believing, replay);
    expect(again.counterexample?.text).toBe(counterexample?.text);
    expect(again.report).toMatch(/^1 deliveries, /);
    expect((await fuzz((source) => source, replay)).counterexample).toBeUndefined();
  });

  it("counts what a delivery left that is not authentic", async () => {
    const { report } = await fuzz(believing);
    expect(report).toMatch(/^unauthenticated effects [1-9]/m);
    const failing = authenticatingWith({ authenticate: throwing });
    expect((await fuzz(failing)).report).toMatch(/answers of 500 or more [1-9]/);
  });
});
