import * as v from "valibot";
import { expect } from "vitest";
import { shapeOf } from "./shape.ts";

/** The results of the documents' commands. */
export interface Evidence {
  readonly startPrinted: string;
  readonly log: string;
  readonly events: readonly string[];
}

interface ShownKind {
  readonly block: RegExp;
  /** Throws if the block differs from a run's result. */
  readonly compare?: (text: string, evidence: Evidence) => void;
  /** Why nothing is compared. */
  readonly uncompared?: string;
}

/** Each block without commands is of exactly one kind. */
export const shownKinds: readonly ShownKind[] = [
  { block: /^ {2}Inspector {2,}http/m, compare: compareScreen },
  { block: /^\d\d:\d\d:\d\d\.\d{3} {2}[a-z]+ {2}/, compare: compareScreen },
  { block: /^\{\s*"specversion"/, compare: compareEvent },
  { block: /^\{"requestId":.*"outcome":/, compare: compareLogLine },
  { block: /[▶│└├]|^functions\/ /m, uncompared: "a drawing" },
  { block: /^ *(all|thales|unauthenticated effects) +[\d]+/m, uncompared: "results of a day" },
  { block: /^\[\s*\{\s*"Effect"/, uncompared: "a policy that only AWS reads" },
  { block: /^(filter|fields|stats) /, uncompared: "queries of CloudWatch Logs Insights" },
];

/** The lines may come in another order. */
function compareScreen(text: string, { startPrinted }: Evidence): void {
  const printed = startPrinted.split("\n").map(shapeOf);
  for (const line of text.trimEnd().split("\n")) expect(printed).toContainEqual(shapeOf(line));
}

const event = v.looseObject({ subject: v.string(), recordedtime: v.string(), correlationid: v.string() });

/** Each run makes the event anew, at another time, in another delivery. */
function compareEvent(text: string, { events }: Evidence): void {
  const { recordedtime: _, correlationid: __, ...shown } = v.parse(event, JSON.parse(text));
  const sent = events
    .map((body) => v.parse(event, JSON.parse(body)))
    .filter(({ subject }) => subject === shown.subject);
  const any = { recordedtime: expect.any(String), correlationid: expect.any(String) };
  expect(sent).toContainEqual({ ...shown, ...any });
}

const logLine = v.looseObject({ outcome: v.optional(v.string()) });

function compareLogLine(text: string, { log }: Evidence): void {
  const { outcome } = v.parse(logLine, JSON.parse(text));
  const logged = log
    .split("\n")
    .flatMap((line) => (line.includes("{") ? [line.slice(line.indexOf("{"))] : []));
  const alike = logged.filter((line) => v.parse(logLine, JSON.parse(line)).outcome === outcome);
  expect(alike.map(shapeOf)).toContainEqual(shapeOf(text));
}
