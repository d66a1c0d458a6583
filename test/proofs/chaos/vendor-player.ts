import { setTimeout as sleep } from "node:timers/promises";
import type { Endpoints } from "../../../infra/endpoints/endpoints.ts";
import { maxEnvironments } from "../../../infra/local/functions/function-pool.ts";
import {
  localSource,
  localTarget,
  sendRequest,
  type VendorTarget,
} from "../../../infra/simulators/simulator-client.ts";
import { loadSimulator } from "../../../infra/simulators/simulators.ts";
import { pauseSeconds, type SimulatedRequest, type Simulator } from "../../../lib/source/simulator.ts";
import type { Sent } from "../kit/account.ts";
import { nameOf } from "../kit/marks.ts";
import type { Random } from "../kit/random.ts";
import { responseTo } from "../kit/response.ts";
import { createSubjects, type Notification, type Subject } from "./notifications.ts";
import { createSlots } from "./slots.ts";

/** Many only wait for their vendor's next attempt. */
const subjectsAtOnce = 24;

export interface Play {
  readonly endpoints: Endpoints;
  readonly subjects: Sent[][];
  /** Takes one of the notifications left. False if none is. */
  readonly take: () => boolean;
  /** With 300, a vendor's five minutes are one second. */
  readonly shortenedBy: number;
  /** After this the vendor makes no other attempt. */
  readonly givesUp: AbortSignal;
}

interface Player extends Play {
  readonly source: string;
  readonly simulator: Simulator;
  readonly target: VendorTarget;
  readonly forger: VendorTarget;
  readonly inSlot: ReturnType<typeof createSlots>;
}

/** Ends when the vendor accepts every answer or gives up. */
export async function playVendor(source: string, random: Random, play: Play): Promise<void> {
  const { endpoints } = play;
  const { vendor } = localSource(source, endpoints);
  const simulator = await loadSimulator(vendor);
  const target = localTarget(source, endpoints);
  const sibling = Object.keys(endpoints.sources).find(
    (id) => id !== source && endpoints.sources[id]?.vendor === vendor,
  );
  const { vendorSide } = sibling ? localTarget(sibling, endpoints) : simulator.createCredentials();
  const forger = { ...target, vendorSide };
  // The gateway would queue more than a function has processes. Lambda would start containers.
  const inSlot = createSlots(maxEnvironments);
  const player: Player = { ...play, source, simulator, target, forger, inSlot };
  const subjects = createSubjects(vendor, simulator, random);
  const playOn = async () => {
    while (await playSubject(subjects.next().value, player));
  };
  await Promise.all(Array.from({ length: subjectsAtOnce }, playOn));
}

/** False when there was nothing left to send. */
async function playSubject(subject: Subject, player: Player): Promise<boolean> {
  const sent: Sent[] = [];
  player.subjects.push(sent);
  if (subject.some(({ kind }) => kind === "altered")) return playAttack(subject, sent, player);
  const again: (() => Promise<void>)[] = [];
  for (const notification of subject) {
    if (!player.take()) return false;
    const entry = enter(notification, sent, player);
    const send = () => playCopy(notification, entry, player);
    const copies = Array.from({ length: notification.copies }, send);
    entry.isDone = (await Promise.all(copies)).every((isDone) => isDone);
    if (notification.again)
      again.push(async () => {
        entry.isDone = (await send()) && entry.isDone;
      });
  }
  for (const sendAgain of again) await sendAgain();
  return true;
}

function enter({ kind, mark, again }: Notification, sent: Sent[], { source }: Player): Sent {
  const name = nameOf({ source, mark });
  const entry = { source, kind, again, name, responses: [], isDone: false };
  sent.push(entry);
  return entry;
}

/** The vendor finishes. Then an attacker sends the bytes altered. */
async function playAttack([genuine, attack]: Subject, sent: Sent[], player: Player): Promise<boolean> {
  if (!genuine || !attack || !player.take()) return false;
  const request = await write(genuine, player);
  const entry = enter(genuine, sent, player);
  entry.isDone = await playCopy(genuine, entry, player, request);
  if (!entry.isDone) return true;
  const body = JSON.stringify({ ...JSON.parse(request.body), ...attack.body });
  const copy = enter(attack, sent, player);
  await deliver({ ...request, body }, copy, player);
  copy.isDone = true;
  return true;
}

/** False if stopped before the vendor's success. */
async function playCopy(
  notification: Notification,
  entry: Sent,
  player: Player,
  request?: SimulatedRequest,
): Promise<boolean> {
  const { retry } = player.simulator;
  for (let attempt = 1; ; attempt += 1) {
    const { response, text } = await deliver(request ?? (await write(notification, player)), entry, player);
    if (typeof response === "number" && retry.isDone(response, text)) return true;
    const published = pauseSeconds(retry, attempt);
    if (published === undefined || notification.kind === "forged") return true;
    const pauseMs = (published / player.shortenedBy) * 1000;
    const pause = sleep(pauseMs, true, { signal: player.givesUp });
    if (!(await pause.catch(() => false))) return false;
  }
}

async function write({ kind, body }: Notification, { simulator, target, forger }: Player) {
  return simulator.createRequest(body, (kind === "forged" ? forger : target).vendorSide, new Date());
}

function deliver(request: SimulatedRequest, sent: Sent, { target, inSlot }: Player) {
  return inSlot(async () => {
    const received = await responseTo(() => sendRequest(target, request));
    sent.responses.push(received.response);
    return received;
  });
}
