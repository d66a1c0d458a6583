import { randomUUID } from "node:crypto";
import { stringifyJson } from "../../../lib/json/json.ts";
import { outputName } from "../../../lib/wiring/output-name.ts";
import type { PlayedSource, SourceCheck } from "../played-source.ts";

/** Delivers it twice. Returns what quarantine holds. */
export async function quarantineUnknown({ inventUnknown, write, deliver, expectQuarantined }: PlayedSource) {
  const unknown = inventUnknown();
  const request = await write(unknown);
  for (let times = 0; times < 2; times += 1) await deliver(unknown, request);
  return expectQuarantined(unknown);
}

export const signs = ({ simulator }: PlayedSource) => simulator.unsignedField !== undefined;

/** Delivers twice what has the signature of another delivery. Returns what quarantine holds. */
export async function quarantineAltered({ invent, write, simulator, ...source }: PlayedSource) {
  const [genuine, copied] = [invent(), invent()];
  const request = await write(genuine);
  await source.deliverEvent(genuine, request);
  const { unsignedField = "" } = simulator;
  const body = stringifyJson({ ...JSON.parse(request.body), [unsignedField]: randomUUID() });
  const headers = { ...request.headers, "x-correlation-id": copied.correlationId };
  for (let times = 0; times < 2; times += 1) await source.deliver(genuine, { ...request, headers, body });
  return source.expectQuarantined(copied);
}

export const quarantineChecks: readonly SourceCheck[] = [
  {
    name: "an authentic delivery that is not understood is acknowledged, and is in quarantine once",
    async run(source) {
      await quarantineUnknown(source);
    },
  },
  {
    name: "a copy with one signature and other content is no event, and is in quarantine once",
    appliesTo: signs,
    async run(source) {
      await quarantineAltered(source);
      source.intake.causedAlarms.add(`${outputName(source.id)}Altered`);
    },
  },
];
