import { createActionResult } from "./action-result.ts";
import { element } from "./element.ts";
/** Takes the chosen delivery through today's code, if it is in quarantine. */
export function createReplaying(chosenEvent, ask) {
  const key = element("kbd", { "aria-hidden": "true" }, "R");
  const attributes = { id: "replay", type: "button", class: "action small", "aria-keyshortcuts": "R" };
  const button = element("button", attributes, "Replay ", key);
  const place = element("output", { id: "replay-result" });
  const result = createActionResult(place);
  const start = () => {
    const event = chosenEvent();
    if (event !== undefined) void result.of(ask({ event }));
  };
  button.addEventListener("click", start);
  return {
    parts: [button, place],
    start,
    clear: result.clear,
    offer(isOffered) {
      button.hidden = !isOffered;
    },
  };
}
