const steps = {
  ArrowDown: (index, last) => Math.min(index + 1, last),
  ArrowUp: (index) => Math.max(index - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};
/** Tells which button of a list a person goes to, and moves the focus along with the arrow keys, Home and End. */
export function listenToChoosing(list, onChoose) {
  list.addEventListener("click", ({ target, detail: clicks }) => {
    const id = target instanceof Element ? idOf(target.closest("button")) : undefined;
    // A click of the keyboard's has no count (UI Events, section 5.3.4).
    if (id !== undefined) onChoose(id, clicks === 0 ? "entered" : "clicked");
  });
  list.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = neighbour(list, step);
    next?.focus();
    const id = idOf(next);
    if (id !== undefined) onChoose(id, "browsed");
  });
}
function neighbour(list, step) {
  const buttons = [...list.querySelectorAll("button")];
  const index = buttons.findIndex((button) => button.contains(document.activeElement));
  return buttons[step(index, buttons.length - 1)];
}
function idOf(button) {
  return button?.dataset.id;
}
