import type { DeliveryResult, DeliveryView } from "../protocol.ts";
import { element, svgElement } from "./element.ts";
import { milliseconds } from "./format.ts";

interface Span {
  readonly name: string;
  readonly startMs: number;
  readonly lastedMs: number;
}

const stepNames = ["secret", "look", "send", "remember", "park"] as const;

/** The steps in their order, each from the end of the one before, and what is left: the function's own work. */
export function spansOf({ steps, durationMs }: DeliveryResult): Span[] {
  const spans: Span[] = [];
  let endMs = 0;
  for (const name of stepNames) {
    const lastedMs = steps[`${name}Ms`];
    if (lastedMs === undefined) continue;
    spans.push({ name, startMs: endMs, lastedMs });
    endMs += lastedMs;
  }
  spans.push({ name: "own work", startMs: endMs, lastedMs: Math.max(0, durationMs - endMs) });
  return spans;
}

export function drawTiming({ result }: DeliveryView): Node[] {
  if (!result) return [];
  const spans = spansOf(result);
  const totalMs = Math.max(result.durationMs, ...spans.map(({ startMs, lastedMs }) => startMs + lastedMs), 1);
  const rows = spans.map((span) =>
    element(
      "tr",
      { "data-step": span.name },
      element("th", { scope: "row" }, span.name),
      element("td", { class: "bar" }, drawBar(span, totalMs)),
      element("td", { class: "ms" }, milliseconds(span.lastedMs)),
    ),
  );
  const total = element(
    "tr",
    { class: "total" },
    element("th", { scope: "row" }, "in all"),
    element("td", {}),
    element("td", { class: "ms" }, milliseconds(result.durationMs)),
  );
  const caption = element("caption", { class: "unseeable" }, "How long each step took");
  return [element("table", { class: "timing" }, caption, element("tbody", {}, ...rows, total))];
}

/** What took no time at all is still to be seen. */
const thinnestPercent = 0.8;

function drawBar({ startMs, lastedMs }: Span, totalMs: number): SVGElement {
  const percent = (ms: number, least = 0) => `${Math.max(least, (ms / totalMs) * 100).toFixed(2)}%`;
  return svgElement(
    "svg",
    { "aria-hidden": "true", width: "100%", height: "10" },
    svgElement("rect", { class: "track", width: "100%", height: "2", y: "4", rx: "1" }),
    svgElement("rect", {
      class: "span",
      x: percent(startMs),
      width: percent(lastedMs, thinnestPercent),
      height: "10",
      rx: "2",
    }),
  );
}
