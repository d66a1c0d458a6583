import { createHash } from "node:crypto";
import * as v from "valibot";
import type { vendors } from "../../../functions/vendors.ts";
import { listExamples, loadSimulator, readExample } from "../../../infra/simulators/simulators.ts";
import type { Authenticator } from "../../../lib/authentication/authenticator.ts";
import type { Secrets } from "../../../lib/authentication/secrets.ts";
import { createDelivery } from "../../../lib/delivery/delivery.ts";
import { isJsonObject, type JsonObject, parseJson, stringifyJson, textOf } from "../../../lib/json/json.ts";
import type { Vendor } from "../../../lib/source/define-vendor.ts";
import type { Simulator } from "../../../lib/source/simulator.ts";
import { secretsOf } from "../../support/memory-stores.ts";
import { playedSources } from "../../support/simulated-vendors.ts";
import { isRepeatable } from "../kit/repeatable.ts";

/** One notification as it is sent, again and again if need be. */
export interface Notification {
  /** What it is about, told apart from every other subject. */
  readonly subject: string;
  /** Unlike any other's. It travels in the body, and so in whatever becomes of it. */
  readonly mark: string;
  readonly isForged: boolean;
  /** Two of them can be identical without being copies. */
  readonly isRepeatable: boolean;
  /** The signature over part of the body, if there is one. */
  readonly signature: string | undefined;
  /** The genuine notification whose signature stands over this body of an attacker's. */
  readonly copyOf: Notification | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly sourceAddress: string;
}

/** A source, and everything that its vendor and attackers can send. */
export interface Actors {
  readonly source: Vendor;
  readonly authenticator: Authenticator;
  readonly secrets: Secrets;
  /** After a rotation to a value that the source cannot use: the one before it is what the vendor holds. */
  readonly misrotated: Secrets;
  readonly retry: Simulator["retry"];
  /** Several notifications about each of several subjects. */
  readonly subjects: readonly (readonly Notification[])[];
  /** Authentic, but not to be understood. */
  readonly oddity: Notification;
  readonly forgery: Notification;
  /** By somebody who has seen a delivery: the same signature over other unsigned content, by the genuine notification. */
  readonly copies: ReadonlyMap<Notification, Notification>;
  /** By somebody who reads the queue: an event's original with other content, by the notification of the event. */
  readonly fromQueue: ReadonlyMap<Notification, Notification>;
  /** What proves the vendor. It may be in no message. */
  readonly credentials: readonly string[];
}

const vendorAddress = "192.0.2.7";
const forgerAddress = "198.51.100.9";
const subjectCount = 3;
let count = 0;

/**
 * Every source with its own published examples. A source that offers tokens is checked by address instead: virtual time
 * cannot wait for a signature, which is computed on another thread.
 */
export const allActors: readonly Actors[] = await Promise.all(playedSources.map(createActors));

async function createActors(source: (typeof vendors)[number]): Promise<Actors> {
  const simulator = await loadSimulator(source.id);
  const [own, foreign] = [simulator.createCredentials(), simulator.createCredentials()];
  const byAddress = { sourceAddress: { ranges: [`${vendorAddress}/32`] } };
  const create = (name: string, body: JsonObject, subject: string) =>
    createNotification({ simulator, vendorSide: own.vendorSide }, name, body, subject);
  const subject = (uuid: string) =>
    Promise.all(
      listExamples(source.id).map((name) =>
        create(name, simulator.about(readExample(source.id, name), uuid), uuid),
      ),
    );
  const example = readExample(source.id, simulator.defaultExample);
  const forgery = await createNotification(
    { simulator, vendorSide: foreign.vendorSide },
    "forgery",
    example,
    "forgery",
  );
  const authenticator = source.authenticator(
    "jwt" in source.schemes ? byAddress : source.defaultAuthentication,
  );
  const secrets = secretsOf(own.ourSide);
  const subjects = await Promise.all(uuidsOf(source.id).map(subject));
  const signed = subjects.flat().filter(({ signature }) => signature !== undefined);
  return {
    source,
    authenticator,
    secrets,
    misrotated: secretsOf("user:password", own.ourSide),
    retry: simulator.retry,
    subjects,
    copies: new Map(signed.map((genuine, index) => [genuine, alter(genuine, index % 2 === 0)])),
    fromQueue: new Map(
      await Promise.all(
        signed.map(async (genuine) => {
          const original = await originalOf(genuine, { source, authenticator, secrets });
          return [genuine, { ...alter({ ...genuine, body: original }, true), isForged: true }] as const;
        }),
      ),
    ),
    credentials: Object.values(own.ourSide),
    // A body without any of the vendor's fields has no identity.
    oddity: await create("oddity", {}, "oddity"),
    forgery: { ...forgery, isForged: true, sourceAddress: forgerAddress },
  };
}

/** Another body under the same signature, with a mark of its own. */
function alter(genuine: Notification, altersTime: boolean): Notification {
  count += 1;
  const mark = `copy-${count}`;
  const value = readObject(genuine.body);
  const time = altersTime ? { completed_at: 1_539_680_000 + count } : {};
  const body = Buffer.from(stringifyJson({ ...value, ...time, note: `mark:${mark};` }));
  return { ...genuine, mark, body, copyOf: genuine };
}

/** What an event on the queue holds of a notification: all that somebody who reads the queue has. */
async function originalOf(
  { headers, body, pathParameters, sourceAddress }: Notification,
  { source, authenticator, secrets }: Pick<Actors, "source" | "authenticator" | "secrets">,
): Promise<Uint8Array> {
  const receivedAt = new Date(0);
  const request = { id: "1", receivedAt, correlationId: "1", pathParameters, headers, body, sourceAddress };
  const result = await authenticator.authenticate(createDelivery(request), secrets, receivedAt);
  if (!result.ok) throw new Error(`an example of ${source.id} is refused: ${result.code}`);
  const value = readObject(Buffer.from(source.interpret(result.delivery).message));
  const { original } = v.parse(v.object({ data: v.object({ original: v.unknown() }) }), value).data;
  return Buffer.from(stringifyJson(original));
}

function readObject(body: Uint8Array): JsonObject {
  const reading = parseJson(body);
  if (!reading.ok || !isJsonObject(reading.value)) throw new Error("not an object");
  return reading.value;
}

/** The same every time: a seed has to play the same way in every process, whatever is ordered by ids. */
function uuidsOf(source: string): string[] {
  return Array.from({ length: subjectCount }, (_, index) => {
    const digits = createHash("sha256").update(`${source} ${index}`).digest("hex");
    return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-4$3-8$4-$5");
  });
}

async function createNotification(
  { simulator, vendorSide }: { readonly simulator: Simulator; readonly vendorSide: unknown },
  name: string,
  body: JsonObject,
  subject: string,
): Promise<Notification> {
  count += 1;
  const mark = `${name}-${count}`;
  const request = await simulator.createRequest({ ...body, note: `mark:${mark};` }, vendorSide, new Date(0));
  return {
    subject,
    mark,
    isForged: false,
    isRepeatable: isRepeatable(name),
    signature: textOf(JSON.parse(request.body).signature),
    copyOf: undefined,
    headers: request.headers,
    body: Buffer.from(request.body),
    pathParameters: request.path === "" ? {} : { requestId: request.path.slice(1) },
    sourceAddress: vendorAddress,
  };
}

/** The mark of the notification behind a message, be it an event or a quarantined delivery. */
export function markOf(message: string): string | undefined {
  return /mark:([\w-]+);/.exec(legible(message))?.[1];
}

/** With the body of a quarantined delivery behind it, decoded. */
export function legible(message: string): string {
  const [, encoded = ""] = /"body":"([\w+/=]*)"/.exec(message) ?? [];
  return message + Buffer.from(encoded, "base64").toString("latin1");
}
