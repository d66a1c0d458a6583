import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import type { VendorId } from "../../functions/vendors.ts";
import type { ReceivedResponse } from "../../infra/simulators/post.ts";
import { loadSimulator, readExample } from "../../infra/simulators/simulators.ts";
import { type JsonObject, stringifyJson } from "../../lib/json/json.ts";
import type { LocalIntake } from "./local-intake.ts";
import { playedIds } from "./simulated-vendors.ts";

export interface Played {
  readonly source: VendorId;
  readonly body: JsonObject;
  /** The response that the vendor's page asks for. */
  readonly success: string;
}

export const oneOfEach: readonly string[] = playedIds.toSorted();

/** A notification of every vendor, about someone new. */
export function createNotifications(): Promise<Played[]> {
  return Promise.all(
    playedIds.map(async (id) => {
      const simulator = await loadSimulator(id);
      const body = simulator.about(readExample(id, simulator.defaultExample), randomUUID());
      return { source: id, body, success: simulator.success(body) };
    }),
  );
}

export function deliverAll({ deliver }: LocalIntake, played: readonly Played[]): Promise<ReceivedResponse[]> {
  return Promise.all(played.map(({ source, body }) => deliver(source, stringifyJson(body))));
}

/** Empties the queue. Returns the events' sources. */
export async function drainSources({ drain }: LocalIntake): Promise<string[]> {
  const messages = await drain("queueUrl");
  return messages.map(({ body }) => String(JSON.parse(body).source)).sort();
}

/** Every function reads its secret, which may take several deliveries after a fault. */
export async function warmUp(intake: LocalIntake): Promise<void> {
  const deliver = async () => statusesOf(await deliverAll(intake, await createNotifications()));
  await expect.poll(deliver, { timeout: 30_000, interval: 500 }).toEqual(playedIds.map(() => 200));
  await intake.drain("queueUrl");
}

export function expectSuccess(played: readonly Played[], responses: readonly ReceivedResponse[]): void {
  expect(statusesOf(responses)).toEqual(played.map(() => 200));
  expect(responses.map(({ body }) => body)).toEqual(played.map(({ success }) => success));
}

export function expectTryAgain(responses: readonly ReceivedResponse[]): void {
  expect(statusesOf(responses)).toEqual(playedIds.map(() => 503));
  for (const { headers } of responses) expect(Number(headers["retry-after"])).toBeGreaterThan(0);
}

function statusesOf(responses: readonly ReceivedResponse[]): number[] {
  return responses.map(({ status }) => status);
}
