import { setTimeout as sleep } from "node:timers/promises";
import type { SourceId } from "../../../functions/sources.ts";
import type { Endpoints } from "../../../infra/local/endpoints.ts";
import { largestPool } from "../../../infra/local/functions/function-pool.ts";
import { deliverOnce, localTarget, type VendorTarget } from "../../../infra/local/vendors/vendor-client.ts";
import { loadVendor } from "../../../infra/local/vendors/vendors.ts";
import type { Vendor } from "../../../lib/vendor.ts";
import type { Answer, Journal, Told } from "./journal.ts";
import { createSubjects, type Notification, type Subject } from "./notifications.ts";
import type { ChaosRandom } from "./random.ts";
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
  readonly vendor: Vendor;
  readonly target: VendorTarget;
  readonly forger: VendorTarget;
  readonly inSlot: ReturnType<typeof createSlots>;
}

/** Plays a vendor until all is sent and the vendor is content with every answer, or would not try again. */
export async function playVendor(source: SourceId, random: ChaosRandom, play: Play): Promise<void> {
  const vendor = await loadVendor(source);
  const target = localTarget(source, play.endpoints);
  const forger = { ...target, held: vendor.createCredentials().held };
  // More at once than a function has processes here would wait in the gateway; Lambda would start more containers.
  const line: Line = { ...play, vendor, target, forger, inSlot: createSlots(largestPool) };
  const subjects = createSubjects(source, vendor, random);
  const lane = async () => {
    while (await playSubject(subjects.next().value, line));
  };
  await Promise.all(Array.from({ length: subjectsAtOnce }, lane));
}

/** False when there was nothing left to send. */
async function playSubject(subject: Subject, line: Line): Promise<boolean> {
  const kept: Told[] = line.journal.open();
  for (const notification of subject) {
    if (!line.take()) return false;
    const told: Told = { notification, answers: [], settled: false };
    kept.push(told);
    const copies = Array.from({ length: notification.copies }, () => playCopy(told, line));
    told.settled = (await Promise.all(copies)).every((isSettled) => isSettled);
  }
  for (const told of kept.filter(({ notification }) => notification.again)) {
    told.settled = (await playCopy(told, line)) && told.settled;
  }
  return true;
}

/** False if it was stopped before the vendor had what it wanted. */
async function playCopy({ notification, answers }: Told, line: Line): Promise<boolean> {
  const { attempts, intervalSeconds, isDone } = line.vendor.retry;
  for (let attempt = 1; ; attempt += 1) {
    const { answer, body } = await line.inSlot(() => deliver(notification, line));
    answers.push(answer);
    if (typeof answer === "number" && isDone(answer, body)) return true;
    if (attempt >= attempts || notification.kind === "forged") return true;
    const pause = sleep((intervalSeconds / shortenedBy) * 1000, true, { signal: line.givesUp });
    if (!(await pause.catch(() => false))) return false;
  }
}

async function deliver(
  { kind, body }: Notification,
  line: Line,
): Promise<{ readonly answer: Answer; readonly body: string }> {
  try {
    const sent = await deliverOnce(line.vendor, kind === "forged" ? line.forger : line.target, body);
    return { answer: sent.status, body: sent.body };
  } catch (error) {
    const isOverdue = error instanceof Error && ["TimeoutError", "AbortError"].includes(error.name);
    return { answer: isOverdue ? "none" : "cut", body: "" };
  }
}
