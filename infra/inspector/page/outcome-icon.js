import { svgElement } from "./element.ts";

/** Each outcome has a shape of its own, so that nobody needs its colour. `cut` lets the background through. */
const shapes = {
  accepted: () => [disc(), cut("M4.6 8.3 7 10.7 11.5 5.8")],
  duplicate: () => [
    svgElement("rect", { class: "outline", x: "1.75", y: "1.75", width: "9", height: "9", rx: "1.5" }),
    svgElement("rect", { class: "solid", x: "5.5", y: "5.5", width: "9.5", height: "9.5", rx: "1.5" }),
  ],
  refused: () => [disc(), cut("M4.5 8h7")],
  quarantined: () => [solid("M8 1 15.5 14.5H.5Z"), cut("M8 6v3.6M8 11.7v.6")],
  parked: () => [
    solid("M3 1h10a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H3a2 2 0 0 1-2-2V3a2 2 0 0 1 2-2Z"),
    cut("M6 5v6M10 5v6"),
  ],
  failed: () => [solid("M8 .5 15.5 8 8 15.5.5 8Z"), cut("M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4")],
  waiting: () => [svgElement("circle", { class: "outline dashed", cx: "8", cy: "8", r: "6.2" })],
};
export function outcomeIcon(standing) {
  return svgElement(
    "svg",
    { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true" },
    ...shapes[standing](),
  );
}
function disc() {
  return svgElement("circle", { class: "solid", cx: "8", cy: "8", r: "7.25" });
}
function solid(d) {
  return svgElement("path", { class: "solid", d });
}
function cut(d) {
  return svgElement("path", { class: "cut", d });
}
