import type { ActionAnswer } from "../protocol.ts";

export interface ActionResult {
  /** Shows nothing, not even of an action that is under way. */
  readonly clear: () => void;
  /** Shows what comes of an action, and says it to who cannot see it. */
  readonly of: (answer: Promise<ActionAnswer>) => Promise<ActionAnswer>;
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
    async of(answer) {
      last += 1;
      const number = last;
      place.dataset.state = "pending";
      const { ok, text } = await answer;
      if (number === last) {
        place.dataset.state = ok ? "ok" : "failed";
        place.textContent = text;
      }
      return { ok, text };
    },
  };
}
