import { byId } from "./element.ts";
import { isAtTop } from "./held-scroll.ts";
/** A button that tells how many arrived above what is seen, and leads there. */
export function createUnseen(list) {
  const button = byId("unseen", HTMLButtonElement);
  let number = 0;
  const become = (next) => {
    number = next;
    button.hidden = number === 0;
    button.textContent = `↑ ${number} new`;
  };
  const clear = () => become(0);
  const clearAtTop = () => isAtTop(list) && clear();
  list.addEventListener("scroll", clearAtTop, { passive: true });
  document.addEventListener("scroll", clearAtTop, { passive: true });
  button.addEventListener("click", () => {
    list.querySelector("button")?.focus({ preventScroll: true });
    list.querySelector("li")?.scrollIntoView({ block: "center" });
    clear();
  });
  return { add: () => become(number + 1), clear };
}
