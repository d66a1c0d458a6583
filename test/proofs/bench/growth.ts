import type { SourceId } from "../../../functions/vendors.ts";
import { type JsonObject, stringifyJson } from "../../../lib/json/json.ts";
import { type Spread, spreadOf } from "../kit/spread.ts";
import type { Candidate } from "./candidates.ts";
import type { CandidateProcess, Launch } from "./launcher.ts";
import { createSetup, expectStatus } from "./measure.ts";
import type { Sender } from "./notifications.ts";

/** CPU milliseconds of a new notification as something grows. */
export interface Growth {
  readonly title: string;
  readonly points: readonly { readonly label: string; readonly cpuMs: Spread }[];
}

interface Point {
  readonly label: string;
  readonly change?: (body: JsonObject) => JsonObject;
  /** How many keys have to be in the table. */
  readonly keys?: number;
}

interface Axis {
  readonly title: string;
  /** Whose notifications grow. */
  readonly source: SourceId;
  readonly points: readonly Point[];
}

const axes: readonly Axis[] = [
  {
    title: "body of yoti",
    source: "yoti",
    points: [1, 16, 64, 256].map((kilobytes) => ({
      label: `${kilobytes} kB`,
      change: (body) => padTo(kilobytes * 1024, body),
    })),
  },
  {
    title: "documents of pipwave",
    source: "pipwave",
    points: [1, 10, 50].map((count) => ({
      label: String(count),
      change: (body) => ({ ...body, documents: repeatFirst(body.documents, count) }),
    })),
  },
  {
    title: "keys in the stub's table",
    source: "yoti",
    points: [1, 1000, 1_000_000].map((keys) => ({ label: keys.toLocaleString("en"), keys })),
  },
];

const warmUps = 300;
const eventsAtOnce = 20;

/** Every axis in a process of its own, which is warm when its first point is measured. */
export async function measureGrowth(
  launch: Launch,
  candidates: readonly Candidate[],
  rounds: number,
): Promise<Growth[]> {
  const grown: Growth[] = [];
  for (const axis of axes) {
    const candidate = candidates.find(({ name }) => name === axis.source);
    if (candidate) grown.push(await measureAxis(launch, candidate, axis, rounds));
  }
  return grown;
}

async function measureAxis(launch: Launch, candidate: Candidate, { title, points }: Axis, rounds: number) {
  const { sender, stub } = await createSetup(candidate);
  const process = launch(candidate, stub);
  try {
    await process.ask({ file: candidate.file, events: await sender.create(warmUps) });
    const measured: Growth["points"][number][] = [];
    for (const { label, change, keys = 0 } of points) {
      stub.fill(keys);
      measured.push({ label, cpuMs: await measurePoint(process, sender, change, rounds) });
    }
    return { title, points: measured };
  } finally {
    await process.stop();
    stub.stop();
  }
}

async function measurePoint(
  process: CandidateProcess,
  sender: Sender,
  change: Point["change"],
  rounds: number,
): Promise<Spread> {
  const samples: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const outcome = await process.ask({ events: await sender.create(eventsAtOnce, change) });
    expectStatus(outcome, 200);
    samples.push(outcome.handle.cpuMs / eventsAtOnce);
  }
  return spreadOf(samples);
}

/** The body with a field of its own that makes it exactly so long. */
function padTo(bytes: number, body: JsonObject): JsonObject {
  const missing = bytes - Buffer.byteLength(stringifyJson({ ...body, padding: "" }));
  return { ...body, padding: "x".repeat(Math.max(0, missing)) };
}

function repeatFirst(list: JsonObject[string] | undefined, count: number): JsonObject[string] {
  return Array.isArray(list) ? Array.from({ length: count }, () => list[0]) : [];
}
