import * as v from "valibot";
import type { vendors } from "../../../functions/vendors.ts";
import { objectOf } from "../../../infra/contracts/json-schema.ts";
import { listExamples, loadSimulator, readExample } from "../../../infra/simulators/simulators.ts";
import type { Authenticator } from "../../../lib/authentication/authenticator.ts";
import type { Secrets } from "../../../lib/authentication/secrets.ts";
import { type JsonObject, stringifyJson, textOf } from "../../../lib/json/json.ts";
import type { Source } from "../../../lib/source/define-vendor.ts";
import type { SimulatedRequest, Simulator } from "../../../lib/source/simulator.ts";
import { aDelivery } from "../../support/deliveries.ts";
import { secretsOf } from "../../support/memory-stores.ts";
import { playedSources } from "../../support/simulated-vendors.ts";
import { jsonValue } from "../../unit/json/json-value.ts";
import { withMark } from "../kit/marks.ts";
import { createRandom } from "../kit/random.ts";
import { repeatableExamples } from "../kit/repeatable-examples.ts";

/** One notification, which its vendor may send repeatedly. */
export interface Notification {
  /** The id of the source that gets it. */
  readonly source: string;
  /** Unlike every other subject. */
  readonly subject: string;
  /** Unique at its source. The body carries it into every message. */
  readonly mark: string;
  readonly isForged: boolean;
  /** Two can be identical without being copies. */
  readonly isRepeatable: boolean;
  /** The signature over part of the body, if any. */
  readonly signature: string | undefined;
  /** The genuine notification whose signature covers this attacker's body. */
  readonly copyOf: Notification | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly sourceAddress: string;
}

export type Actors = Awaited<ReturnType<typeof createActors>>;

const vendorAddress = "192.0.2.7";
const forgerAddress = "198.51.100.9";
let count = 0;

/** Two sources of every vendor, which get the same bodies. Each is forged with the other's credentials. */
export const siblings: readonly (readonly Actors[])[] = await Promise.all(playedSources.map(createSiblings));

type SentVendor = (typeof vendors)[number];
type Credentials = ReturnType<Simulator["createCredentials"]>;

async function createSiblings(vendor: SentVendor, index: number): Promise<Actors[]> {
  const { createCredentials } = await loadSimulator(vendor.id);
  const [first, second] = [createCredentials(), createCredentials()];
  // The same ids in every process, so that a seed repeats.
  const { uuid } = createRandom(index);
  const subjects = [uuid(), uuid(), uuid()];
  return Promise.all([
    createActors(vendor, vendor, subjects, first, second),
    createActors(vendor, vendor.source(`${vendor.id}-sandbox`), subjects, second, first),
  ]);
}

/** A source, and all that vendor and attackers can send, with the vendor's published examples. A source with tokens uses addresses: signatures run on another thread, beyond virtual time. */
async function createActors(
  { id }: SentVendor,
  source: Source,
  uuids: readonly string[],
  own: Credentials,
  foreign: Credentials,
) {
  const { schemes, defaultAuthentication } = source;
  const simulator = await loadSimulator(id);
  const create = async (name: string, body: JsonObject, subject: string, vendorSide = own.vendorSide) => {
    const mark = `${name}-${subject}`;
    const request = await simulator.createRequest(withMark(body, mark), vendorSide, new Date(0));
    return createNotification({ source: source.id, subject, mark }, request, repeatableExamples.has(name));
  };
  const about = (uuid: string) =>
    Promise.all(
      listExamples(id).map((name) => create(name, simulator.about(readExample(id, name), uuid), uuid)),
    );
  const example = readExample(id, simulator.defaultExample);
  const forgery = await create("forgery", example, "forgery", foreign.vendorSide);
  const byAddress = { sourceAddress: { ranges: [`${vendorAddress}/32`] } };
  const authenticator = source.authenticator("jwt" in schemes ? byAddress : defaultAuthentication);
  const secrets = secretsOf(own.ourSide);
  const subjects = await Promise.all(uuids.map(about));
  const signed = subjects.flat().filter(({ signature }) => signature !== undefined);
  const fromQueue = async (genuine: Notification) => {
    const body = await originalOf(genuine, source, authenticator, secrets);
    return [genuine, { ...alter({ ...genuine, body }, true), isForged: true }] as const;
  };
  return {
    source,
    authenticator,
    secrets,
    /** The current value is unusable. The vendor holds the previous one. */
    misrotated: secretsOf("user:password", own.ourSide),
    retry: simulator.retry,
    /** Several notifications about each of several subjects. */
    subjects,
    /** A witness of a delivery sends other unsigned content under the same signature, by genuine notification. */
    copies: new Map(signed.map((genuine, index) => [genuine, alter(genuine, index % 2 === 0)])),
    /** A reader of the queue changes an event's original, by the event's notification. */
    fromQueue: new Map(await Promise.all(signed.map(fromQueue))),
    /** The vendor's proofs, which no message may hold. */
    credentials: Object.values(own.ourSide),
    /** Authentic, but not to be understood: a body without the vendor's fields has no identity. */
    oddity: await create("oddity", {}, "oddity"),
    forgery: { ...forgery, isForged: true, sourceAddress: forgerAddress },
  };
}

/** Another body and mark under the same signature. */
function alter(genuine: Notification, altersTime: boolean): Notification {
  count += 1;
  const mark = `copy-${count}`;
  const value = objectOf(jsonValue(Buffer.from(genuine.body).toString()));
  const altered = altersTime ? { ...value, completed_at: 1_539_680_000 + count } : value;
  const body = Buffer.from(stringifyJson(withMark(altered, mark)));
  return { ...genuine, mark, body, copyOf: genuine };
}

/** All that a reader of the queue has of it. */
async function originalOf(
  { headers, body, pathParameters, sourceAddress }: Notification,
  source: Source,
  authenticator: Authenticator,
  secrets: Secrets,
): Promise<Uint8Array> {
  const receivedAt = new Date(0);
  const delivery = aDelivery({ receivedAt, headers, body, pathParameters, sourceAddress });
  const result = await authenticator.authenticate(delivery, secrets, receivedAt);
  if (!result.ok) throw new Error(`an example of ${source.id} is refused: ${result.code}`);
  const value = jsonValue(source.interpret(result.delivery).message);
  const { original } = v.parse(v.object({ data: v.object({ original: v.unknown() }) }), value).data;
  return Buffer.from(stringifyJson(original));
}

function createNotification(
  { source, subject, mark }: Pick<Notification, "source" | "subject" | "mark">,
  { headers, body, path }: SimulatedRequest,
  isNews: boolean,
): Notification {
  return {
    source,
    subject: `${source} ${subject}`,
    mark,
    isForged: false,
    isRepeatable: isNews,
    signature: textOf(JSON.parse(body).signature),
    copyOf: undefined,
    headers,
    body: Buffer.from(body),
    pathParameters: path === "" ? {} : { requestId: path.slice(1) },
    sourceAddress: vendorAddress,
  };
}
