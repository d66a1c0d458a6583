import { kinds } from "../protocol.ts";
import { byId, element } from "./element.ts";

const explanations = {
  valid: "about a new subject",
  repeated: "the same notification twice",
  forged: "with somebody else’s credentials",
  broken: "authentic, but cannot be understood",
};
/** A choice of source and example, and a button for each kind of delivery. */
export function createSendPanel(onSend) {
  const source = byId("send-source", HTMLSelectElement);
  const example = byId("send-example", HTMLSelectElement);
  const first = byId("send-first", HTMLButtonElement);
  let known = [];
  const send = (kind) => {
    if (source.value !== "") onSend({ source: source.value, example: example.value, kind });
  };
  const showExamples = () =>
    fillExamples(
      example,
      known.find(({ id }) => id === source.value),
    );
  source.addEventListener("change", showExamples);
  first.addEventListener("click", () => send("valid"));
  byId("send-kinds", HTMLFieldSetElement).append(
    ...kinds.map((kind, index) => kindButton(kind, index + 1, send)),
  );
  return {
    send,
    showSources(sources) {
      if (JSON.stringify(sources) === JSON.stringify(known)) return;
      known = sources;
      source.replaceChildren(...sources.map(({ id }) => element("option", {}, id)));
      first.textContent = `Send a valid ${source.value} notification`;
      showExamples();
    },
  };
}
function fillExamples(select, source) {
  select.replaceChildren(...(source?.examples ?? []).map((name) => element("option", {}, name)));
  if (source) select.value = source.defaultExample;
}
function kindButton(kind, key, send) {
  const word = kind.charAt(0).toUpperCase() + kind.slice(1);
  const button = element(
    "button",
    { type: "button", class: "action", title: explanations[kind], "aria-keyshortcuts": String(key) },
    word,
    element("kbd", { "aria-hidden": "true" }, String(key)),
  );
  button.addEventListener("click", () => send(kind));
  return button;
}
