import * as v from "valibot";
import { expect } from "vitest";
import type { Block } from "./markdown.ts";
import { shapeOf } from "./shape.ts";

/** What was to be seen while the commands of the documents ran. */
export interface Evidence {
  readonly startPrinted: string;
  readonly log: string;
  readonly events: readonly string[];
}

interface Kind {
  readonly block: RegExp;
  /** Throws if the block is not what was to be seen. Without it, the reason why nothing is compared. */
  readonly compare?: (text: string, evidence: Evidence) => void;
  readonly uncompared?: string;
  /** What the section has to say of it. */
  readonly said?: RegExp;
}

/** Blocks that hold no commands: exactly one of these is true of each. */
export const shownBlocks: readonly Kind[] = [
  { block: /^The intake is running\.$/m, compare: comparePrintedByStart },
  { block: /^\d\d:\d\d:\d\d\.\d{3} {2}[a-z]+ {2}/, compare: compareScreenLines },
  { block: /^\{\s*"specversion"/, compare: compareEvent },
  { block: /^\{"requestId":.*"outcome":/, compare: compareLogLine },
  { block: /[▶│└├]|^functions\/ /m, uncompared: "a drawing" },
  {
    block: /^(thales|pipwave|frankieone|yoti) +[\d,]+ /m,
    uncompared: "measured on a day",
    said: /\b20\d\d-\d\d-\d\d\b/,
  },
  { block: /^\[\s*\{\s*"Effect"/, uncompared: "a policy, which only AWS reads" },
  { block: /^ *Test Files /, uncompared: "of a day", said: /\b20\d\d-\d\d-\d\d\b/ },
  { block: /^(filter|fields|stats) /, uncompared: "queries of CloudWatch", said: /CloudWatch Logs Insights/ },
];

/** Blocks in a language that nothing here prints are not looked at. */
export function isShown({ language }: Block): boolean {
  return language === "" || language === "json" || language === "text";
}

const lastOfStart = "Ctrl-C stops everything.";

function comparePrintedByStart(text: string, { startPrinted }: Evidence): void {
  const [first = ""] = text.split("\n");
  const end = startPrinted.indexOf(lastOfStart) + lastOfStart.length;
  expect(shapeOf(startPrinted.slice(startPrinted.indexOf(first), end))).toEqual(shapeOf(text));
}

/** Each line was printed like this, whichever came first. */
function compareScreenLines(text: string, { startPrinted }: Evidence): void {
  const printed = startPrinted.split("\n").map(shapeOf);
  for (const line of text.trimEnd().split("\n")) expect(printed).toContainEqual(shapeOf(line));
}

const event = v.looseObject({ subject: v.string(), recordedtime: v.string(), correlationid: v.string() });

/** All but the moment and the delivery's id is the same for the same example. */
function compareEvent(text: string, { events }: Evidence): void {
  const { recordedtime: _, correlationid: __, ...shown } = v.parse(event, JSON.parse(text));
  const sent = events
    .map((body) => v.parse(event, JSON.parse(body)))
    .filter(({ subject }) => subject === shown.subject);
  expect(sent).toContainEqual({
    ...shown,
    recordedtime: expect.any(String),
    correlationid: expect.any(String),
  });
}

/** A replay's line has none. */
const line = v.looseObject({ outcome: v.optional(v.string()) });

function compareLogLine(text: string, { log }: Evidence): void {
  const { outcome } = v.parse(line, JSON.parse(text));
  const logged = log.split("\n").flatMap((one) => (one.includes("{") ? [one.slice(one.indexOf("{"))] : []));
  const alike = logged.filter((one) => v.parse(line, JSON.parse(one)).outcome === outcome);
  expect(alike.map(shapeOf)).toContainEqual(shapeOf(text));
}
