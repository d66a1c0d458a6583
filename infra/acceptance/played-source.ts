import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { JsonObject } from "../../lib/json/json.ts";
import type { Simulator } from "../../lib/source/simulator.ts";
import type { ReceivedResponse } from "../simulators/post.ts";
import { sendRequest, type VendorTarget } from "../simulators/simulator-client.ts";
import { loadSimulator, readExample } from "../simulators/simulators.ts";
import { type Check, ensure } from "./check.ts";
import type { PlayedIntake } from "./played-intake.ts";
import { readQuarantined } from "./received.ts";
import type { TargetSource } from "./target.ts";

/** What a vendor has to say, in one or several deliveries. */
export interface Notification {
  readonly correlationId: string;
  readonly body: JsonObject;
}

export type PlayedSource = Awaited<ReturnType<typeof playSource>>;
export type SourceCheck = Check<PlayedSource>;
export type IntakeCheck = Check<PlayedIntake & { readonly sources: readonly PlayedSource[] }>;
/** Sends nothing. */
export type TargetCheck = Check<Pick<PlayedIntake, "target">>;

type Sendable = Parameters<typeof sendRequest>[1];

const maxAttempts = 8;

/** A vendor that sends to one source. */
export async function playSource(source: TargetSource, intake: PlayedIntake) {
  const simulator: Simulator = await loadSimulator(source.vendor);
  const isSibling = ({ id, vendor }: TargetSource) => vendor === source.vendor && id !== source.id;
  const { invent, write, inventUnknown } = playVendor(source, simulator, intake.createId);

  const send = (request: Sendable, to: VendorTarget = source) => sendPatiently(intake, request, to);

  /** Successfully: with the response that the vendor's page asks for. */
  async function deliver(notification: Notification, request?: Sendable, to?: VendorTarget): Promise<void> {
    const { status, body } = await send(request ?? (await write(notification)), to);
    ensure(status === 200, `the answer is ${status} instead of 200`);
    const isAsked = body === simulator.success(notification.body);
    ensure(isAsked, `the body of the answer (${body.length} bytes) is not what the vendor's page asks for`);
  }

  const expectEach =
    (events: number, quarantined: number) =>
    (...notifications: readonly Notification[]) =>
      intake.expect(notifications.map(({ correlationId }) => ({ correlationId, events, quarantined })));
  const expectEvents = expectEach(1, 0);

  return {
    ...{ ...source, source, simulator, intake, invent, inventUnknown, write, send, deliver, expectEvents },
    siblings: intake.target.sources.filter(isSibling),
    /** Delivers it until it is an event. Returns it. */
    async deliverEvent(notification = invent(), request?: Sendable): Promise<Notification> {
      await deliver(notification, request);
      await expectEvents(notification);
      return notification;
    },
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

/** Writes what the vendor of a source could send. */
function playVendor(source: TargetSource, simulator: Simulator, createId: () => string) {
  return {
    /** A published example, by default about someone new. */
    invent(
      change: JsonObject = {},
      example = simulator.defaultExample,
      subject = randomUUID(),
    ): Notification {
      const body = { ...simulator.about(readExample(source.vendor, example), subject), ...change };
      return { correlationId: createId(), body };
    },
    /** Authentic, and not understood. */
    inventUnknown: (): Notification => ({ correlationId: createId(), body: { note: randomUUID() } }),
    async write({ body, correlationId }: Notification, vendorSide = source.vendorSide) {
      const request = await simulator.createRequest(body, vendorSide, new Date());
      return { ...request, headers: { ...request.headers, "x-correlation-id": correlationId } };
    },
  };
}

/** Throttled, failed or unanswered, a vendor tries again. */
async function sendPatiently({ texts, repeated }: PlayedIntake, request: Sendable, to: VendorTarget) {
  texts.add(request.body.toString());
  for (let attempt = 1; ; attempt += 1) {
    const sending = sendRequest(to, request);
    const response = await (attempt < maxAttempts ? sending.catch(() => undefined) : sending);
    const isFailed = response === undefined || response.status === 429 || response.status >= 500;
    if (response && (!isFailed || attempt === maxAttempts)) return response;
    repeated.add(response ? String(response.status) : "no answer");
    await sleep(attempt * 250);
  }
}

/** One fixed problem (RFC 9457). 400 would end the repeats of some vendors. */
export function expectRefused({ status, headers }: ReceivedResponse, statuses = [401, 403]): void {
  ensure(statuses.includes(status), `the answer is ${status} instead of ${statuses.join(" or ")}`);
  const type = headers["content-type"];
  ensure(type === "application/problem+json", `the answer's content type is ${type}`);
}
