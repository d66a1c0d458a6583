import type { ActionResponse } from "../protocol.ts";

export interface ActionResult {
  /** Shows nothing, not even of an action that is under way. */
  readonly clear: () => void;
  /** Shows what comes of an action, and says it to who cannot see it. */
  readonly of: (response: Promise<ActionResponse>) => Promise<ActionResponse>;
}

/** One line for the last action; an earlier one that answers later does not take it. */
export function createActionResult(place: HTMLElement): ActionResult {
  let last = 0;
  return {
    clear() {
      last += 1;
      place.textContent = "";
      delete place.dataset.state;
    },
    async of(response) {
      last += 1;
      const number = last;
      place.dataset.state = "pending";
      const { ok, text } = await response;
      if (number === last) {
        place.dataset.state = ok ? "ok" : "failed";
        place.textContent = text;
      }
      return { ok, text };
    },
  };
}
