import type { DeliveryView } from "../protocol.ts";
import { element, svgElement } from "./element.ts";
import { milliseconds } from "./format.ts";
import { type StepSpan, spansOf } from "./step-spans.ts";

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

function drawBar({ startMs, lastedMs }: StepSpan, totalMs: number): SVGElement {
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
