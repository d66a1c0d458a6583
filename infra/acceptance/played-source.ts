import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type JsonObject, stringifyJson } from "../../lib/json/json.ts";
import type { Simulator } from "../../lib/source/simulator.ts";
import type { ReceivedResponse } from "../simulators/post.ts";
import { sendRequest, type VendorTarget } from "../simulators/simulator-client.ts";
import { loadSimulator, readExample } from "../simulators/simulators.ts";
import { ensure } from "./failure.ts";
import type { PlayedIntake } from "./played-intake.ts";
import { readQuarantined } from "./received.ts";
import type { TargetSource } from "./target.ts";

/** What a vendor has to say, in one or several deliveries. */
export interface Notification {
  readonly correlationId: string;
  readonly body: JsonObject;
}

export type PlayedSource = Awaited<ReturnType<typeof playSource>>;

type Sendable = Parameters<typeof sendRequest>[1];

const maxAttempts = 8;

/** A vendor that sends to one source. */
export async function playSource(source: TargetSource, intake: PlayedIntake) {
  const simulator: Simulator = await loadSimulator(source.vendor);
  const { target, texts } = intake;
  const siblings = target.sources.filter(({ id, vendor }) => vendor === source.vendor && id !== source.id);

  /** Throttled, failed or unanswered, a vendor tries again. */
  async function send(request: Sendable, to: VendorTarget = source): Promise<ReceivedResponse> {
    texts.add(request.body.toString());
    for (let attempt = 1; ; attempt += 1) {
      const sending = sendRequest(to, request);
      const response = await (attempt < maxAttempts ? sending.catch(() => undefined) : sending);
      const isFailed = response === undefined || response.status === 429 || response.status >= 500;
      if (response && (!isFailed || attempt === maxAttempts)) return response;
      intake.repeated.add(response ? String(response.status) : "no answer");
      await sleep(attempt * 250);
    }
  }

  async function write({ body, correlationId }: Notification, vendorSide = source.vendorSide) {
    const request = await simulator.createRequest(body, vendorSide, new Date());
    return { ...request, headers: { ...request.headers, "x-correlation-id": correlationId } };
  }

  const expectEach =
    (events: number, quarantined: number) =>
    (...notifications: readonly Notification[]) =>
      intake.expect(notifications.map(({ correlationId }) => ({ correlationId, events, quarantined })));

  /** A published example, by default about someone new. */
  function invent(change: JsonObject = {}, example = simulator.defaultExample, subject = randomUUID()) {
    const body: JsonObject = { ...simulator.about(readExample(source.vendor, example), subject), ...change };
    return { correlationId: intake.createId(), body };
  }

  /** The response that the vendor's page asks for. */
  function expectSuccess({ status, body }: ReceivedResponse, sent: JsonObject): void {
    ensure(status === 200, `the answer is ${status} instead of 200`);
    const isAsked = body === simulator.success(sent);
    ensure(isAsked, `the body of the answer (${body.length} bytes) is not what the vendor's page asks for`);
  }

  return {
    ...source,
    source,
    simulator,
    siblings,
    intake,
    invent,
    /** Authentic, and not understood. */
    inventUnknown: (): Notification => ({ correlationId: intake.createId(), body: { note: randomUUID() } }),
    /** The vendor's delivery, and one with its signature over other content. */
    async alter() {
      const [notification, copied] = [invent(), invent()];
      const { correlationId } = copied;
      const request = await write(notification);
      const { unsignedField = "" } = simulator;
      const body = stringifyJson({ ...JSON.parse(request.body), [unsignedField]: randomUUID() });
      const headers = { ...request.headers, "x-correlation-id": correlationId };
      return { genuine: { notification, request }, copy: { ...request, headers, body }, copied };
    },
    write,
    send,
    expectSuccess,
    /** Successfully. */
    async deliver(notification: Notification): Promise<void> {
      expectSuccess(await send(await write(notification)), notification.body);
    },
    expectEvents: expectEach(1, 0),
    expectNothing: expectEach(0, 0),
    /** Returns what quarantine holds of it. */
    async expectQuarantined(notification: Notification) {
      await expectEach(0, 1)(notification);
      const [message] = intake.quarantine.arrivalsOf(notification.correlationId);
      const kept = message && readQuarantined(message.body);
      ensure(kept !== undefined, "the message in quarantine is not one of ours");
      return kept;
    },
  };
}

/** One fixed problem (RFC 9457). 400 would end the repeats of some vendors. */
export function expectRefused({ status, headers }: ReceivedResponse, ...others: readonly number[]): void {
  const statuses = others.length > 0 ? others : [401, 403];
  ensure(statuses.includes(status), `the answer is ${status} instead of ${statuses.join(" or ")}`);
  const type = headers["content-type"];
  ensure(type === "application/problem+json", `the answer's content type is ${type}`);
}
