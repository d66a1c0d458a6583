/** One line for the last action; an earlier one that answers later does not take it. */
export function createActionResult(place) {
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
