import { element } from "./element.ts";
import { isRecord } from "./json-reading.ts";
/** The fields that mean the same for every vendor, and what was proved: what a consumer reads first. */
export const canonicalPaths = [
  "subject",
  "authenticated",
  "data.outcome",
  "data.reason",
  "data.references",
  "data.flags",
  "data.result",
];
/** The canonical part of an event in words; nothing for what is no event. */
export function drawCanonicalPart(event) {
  if (!isRecord(event) || !isRecord(event.data)) return [];
  const { outcome, reason, references, flags, result } = event.data;
  const facts = [
    fact("outcome", text(outcome), "big"),
    fact("reason", text(reason)),
    ...Object.entries(isRecord(references) ? references : {}).map(([name, id]) => fact(name, text(id))),
    fact("flags", Array.isArray(flags) && flags.length > 0 ? flags.map(flagText).join(", ") : "none"),
    fact("result", isRecord(result) ? `${text(result.method)} ${text(result.path)}` : "none"),
    fact("proves", text(event.authenticatedfields ?? event.authenticated).replaceAll(",", ", ")),
  ];
  return [element("dl", { class: "canonical" }, ...facts)];
}
function fact(name, value, className) {
  return element("div", { class: className }, element("dt", {}, name), element("dd", {}, value));
}
function flagText(flag) {
  return isRecord(flag) ? `${text(flag.code)} ${text(flag.field)}` : text(flag);
}
function text(value) {
  if (value === null || value === undefined) return "none";
  return typeof value === "string" ? value : JSON.stringify(value);
}
