import { element, svgElement } from "./element.ts";
import { milliseconds } from "./format.ts";
import { spansOf } from "./step-spans.ts";
export function drawTiming({ result }) {
  if (!result) return [];
  const spans = spansOf(result);
  const scale = scaleOf(spans);
  const rows = spans.map((span) => drawRow(span, scale));
  const table = element(
    "table",
    { class: "timing" },
    element("caption", { class: "unseeable" }, "How long each step took"),
    element("tbody", {}, ...rows, drawTotal(result.durationMs)),
  );
  const isAhead = scale.fromMs < 0;
  return [table, ...(isAhead ? [element("p", { class: "hint" }, readAhead)] : [])];
}
const readAhead = "The secret was read ahead, while the function started.";
function scaleOf(spans) {
  const fromMs = Math.min(...spans.map(({ startMs }) => startMs));
  const toMs = Math.max(...spans.map(({ startMs, lastedMs }) => startMs + lastedMs));
  return { fromMs, lastsMs: Math.max(1, toMs - fromMs) };
}
function drawRow(span, scale) {
  return element(
    "tr",
    { "data-step": span.name },
    element("th", { scope: "row" }, span.name),
    element("td", {}, drawBar(span, scale)),
    element("td", { class: "ms" }, milliseconds(span.lastedMs)),
  );
}
function drawTotal(durationMs) {
  return element(
    "tr",
    { class: "total" },
    element("th", { scope: "row" }, "in all"),
    element("td"),
    element("td", { class: "ms" }, milliseconds(durationMs)),
  );
}
/** What took no time at all is still to be seen. */
const thinnestPercent = 0.8;
function drawBar({ startMs, lastedMs }, { fromMs, lastsMs }) {
  const percent = (ms, least = 0) => `${Math.max(least, (ms / lastsMs) * 100).toFixed(2)}%`;
  return svgElement(
    "svg",
    { "aria-hidden": "true", width: "100%", height: "10" },
    svgElement("rect", { class: "track", width: "100%", height: "2", y: "4", rx: "1" }),
    svgElement("rect", {
      class: "span",
      x: percent(startMs - fromMs),
      width: percent(lastedMs, thinnestPercent),
      height: "10",
      rx: "2",
    }),
  );
}
