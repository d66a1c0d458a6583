import { byId, element } from "./element.ts";

/** Keys that belong to the part that has the focus; told of here, answered there. */
const others = [
  ["↑ ↓ Home End", "from delivery to delivery, in the list"],
  ["Enter", "read the delivery"],
  ["Esc", "back to the list"],
];
/**
 * Single keys for what the buttons do. They can be switched off, since a person who dictates would press them by chance
 * (WCAG 2.2, success criterion 2.1.4), and do nothing while a choice has the focus, which takes letters for itself.
 */
export function listenToShortcuts(shortcuts) {
  const dialog = byId("shortcuts", HTMLDialogElement);
  const enabled = byId("switch-shortcuts", HTMLButtonElement);
  const all = [
    ...shortcuts,
    { key: "?", control: "open-shortcuts", meaning: "these keys", run: () => dialog.showModal() },
  ];
  const told = [...all.map(({ key, meaning }) => [key.toUpperCase(), meaning]), ...others];
  byId("shortcut-list", HTMLElement).append(...told.map(describe));
  byId("open-shortcuts", HTMLButtonElement).addEventListener("click", () => dialog.showModal());
  byId("close-shortcuts", HTMLButtonElement).addEventListener("click", () => dialog.close());
  enabled.addEventListener("click", () => {
    enabled.ariaChecked = String(enabled.ariaChecked !== "true");
  });
  document.addEventListener("keydown", (event) => {
    if (enabled.ariaChecked !== "true" || dialog.open || isTaken(event)) return;
    const shortcut = all.find(({ key }) => key === event.key.toLowerCase());
    if (!shortcut || !document.getElementById(shortcut.control)?.checkVisibility()) return;
    event.preventDefault();
    shortcut.run();
  });
}
function isTaken({ target, repeat, ctrlKey, metaKey, altKey }) {
  const takesLetters = target instanceof Element && target.closest("select, input, textarea") !== null;
  return takesLetters || repeat || ctrlKey || metaKey || altKey;
}
function describe([key, meaning]) {
  const keys = key.split(" ").map((one) => element("kbd", {}, one));
  return element("div", {}, element("dt", {}, ...keys), element("dd", {}, meaning));
}
