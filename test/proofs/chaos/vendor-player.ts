import { setTimeout as sleep } from "node:timers/promises";
import type { SourceId } from "../../../functions/vendors.ts";
import type { Endpoints } from "../../../infra/endpoints/endpoints.ts";
import { largestPool } from "../../../infra/local/functions/function-pool.ts";
import type { ReceivedResponse } from "../../../infra/simulators/post.ts";
import {
  deliverOnce,
  localTarget,
  sendRequest,
  type VendorTarget,
} from "../../../infra/simulators/simulator-client.ts";
import { loadSimulator } from "../../../infra/simulators/simulators.ts";
import type { Simulator } from "../../../lib/source/simulator.ts";
import type { Random } from "../kit/random.ts";
import type { HttpResponse, Journal, Told } from "./journal.ts";
import { createSubjects, type Subject } from "./notifications.ts";
import { createSlots } from "./slots.ts";

/** Many of them only wait for their vendor's next attempt. */
const subjectsAtOnce = 24;
/** Five minutes of a vendor are one second here. */
export const shortenedBy = 300;

export interface Play {
  readonly endpoints: Endpoints;
  readonly journal: Journal;
  /** Takes one from the notifications that are still to be sent; false if there is none left. */
  readonly take: () => boolean;
  /** No attempt is made any more after this. */
  readonly givesUp: AbortSignal;
}

/** A vendor at one end of a line: how it sends, to where, and somebody else's credentials. */
interface Line extends Play {
  readonly simulator: Simulator;
  readonly target: VendorTarget;
  readonly forger: VendorTarget;
  readonly inSlot: ReturnType<typeof createSlots>;
}

/** Plays a vendor until all is sent and the vendor is content with every answer, or would not try again. */
export async function playVendor(source: SourceId, random: Random, play: Play): Promise<void> {
  const simulator = await loadSimulator(source);
  const target = localTarget(source, play.endpoints);
  const forger = { ...target, vendorSide: simulator.createCredentials().vendorSide };
  // More at once than a function has processes here would wait in the gateway; Lambda would start more containers.
  const line: Line = { ...play, simulator, target, forger, inSlot: createSlots(largestPool) };
  const subjects = createSubjects(source, simulator, random);
  const lane = async () => {
    while (await playSubject(subjects.next().value, line));
  };
  await Promise.all(Array.from({ length: subjectsAtOnce }, lane));
}

/** False when there was nothing left to send. */
async function playSubject(subject: Subject, line: Line): Promise<boolean> {
  const kept: Told[] = line.journal.open();
  if (subject.some(({ kind }) => kind === "altered")) return playAttack(subject, kept, line);
  for (const notification of subject) {
    if (!line.take()) return false;
    const told: Told = { notification, responses: [], settled: false };
    kept.push(told);
    const copies = Array.from({ length: notification.copies }, () => playCopy(told, line));
    told.settled = (await Promise.all(copies)).every((isSettled) => isSettled);
  }
  for (const told of kept.filter(({ notification }) => notification.again)) {
    told.settled = (await playCopy(told, line)) && told.settled;
  }
  return true;
}

/** The vendor sends the same bytes until it is content; then somebody who has seen them sends them altered. */
async function playAttack([genuine, attack]: Subject, kept: Told[], line: Line): Promise<boolean> {
  if (!genuine || !attack || !line.take()) return false;
  const { simulator, target } = line;
  const request = await simulator.createRequest(genuine.body, target.vendorSide, new Date());
  const told: Told = { notification: genuine, responses: [], settled: false };
  kept.push(told);
  told.settled = await playCopy(told, line, () => sendRequest(target, request));
  if (!told.settled) return true;
  const { note, completed_at } = attack.body;
  const body = JSON.stringify({ ...JSON.parse(request.body), note, completed_at });
  const copy: Told = { notification: attack, responses: [], settled: true };
  kept.push(copy);
  copy.responses.push(
    (await line.inSlot(() => responseTo(() => sendRequest(target, { ...request, body })))).response,
  );
  return true;
}

/** False if it was stopped before the vendor had what it wanted. */
async function playCopy(
  { notification, responses }: Told,
  line: Line,
  send = () =>
    deliverOnce(
      line.simulator,
      notification.kind === "forged" ? line.forger : line.target,
      notification.body,
    ),
): Promise<boolean> {
  const { attempts, intervalSeconds, isDone } = line.simulator.retry;
  for (let attempt = 1; ; attempt += 1) {
    const { response, body } = await line.inSlot(() => responseTo(send));
    responses.push(response);
    if (typeof response === "number" && isDone(response, body)) return true;
    if (attempt >= attempts || notification.kind === "forged") return true;
    const pause = sleep((intervalSeconds / shortenedBy) * 1000, true, { signal: line.givesUp });
    if (!(await pause.catch(() => false))) return false;
  }
}

async function responseTo(
  send: () => Promise<ReceivedResponse>,
): Promise<{ readonly response: HttpResponse; readonly body: string }> {
  try {
    const sent = await send();
    return { response: sent.status, body: sent.body };
  } catch (error) {
    const isOverdue = error instanceof Error && ["TimeoutError", "AbortError"].includes(error.name);
    return { response: isOverdue ? "none" : "cut", body: "" };
  }
}
