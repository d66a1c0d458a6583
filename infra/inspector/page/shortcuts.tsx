import { useEffect, useState } from "preact/hooks";
import { Facts } from "./facts.tsx";
import { Switch } from "./switch.tsx";

const meanings = [
  ["1 2 3 4", "send: valid, repeated, forged, broken"],
  ["L", "go to the list"],
  ["↑ ↓ Home End", "from delivery to delivery, in the list"],
  ["Enter", "read the delivery"],
  ["Esc", "back to the list"],
  ["R", "replay the chosen delivery"],
  ["O", "relay the outbox"],
  ["Q", "queue off and on"],
  ["T", "table off and on"],
  ["?", "this help"],
] as const;

/**
 * A single key presses the visible button that has it in `aria-keyshortcuts`. A row of the list only gets the focus. A
 * person can switch the keys off, because dictation may press them by chance (WCAG 2.2, success criterion 2.1.4).
 */
export function Shortcuts() {
  const [isOn, setOn] = useState(true);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const key = CSS.escape(event.key.toUpperCase());
      const target = document.querySelector<HTMLElement>(`[aria-keyshortcuts="${key}"]`);
      if (!isOn || isTaken(event) || !target?.checkVisibility()) return;
      event.preventDefault();
      if (target.dataset.id) target.focus();
      else target.click();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [isOn]);
  const keys = (names: string) => names.split(" ").map((name) => <kbd key={name}>{name}</kbd>);
  return (
    <>
      <button type="button" class="plain" aria-keyshortcuts="?" popovertarget="shortcuts">
        Keys
      </button>
      <dialog popover="auto" id="shortcuts" aria-labelledby="shortcuts-title">
        <div class="title line">
          <h2 id="shortcuts-title">Keys</h2>
          <button type="button" class="action" popovertarget="shortcuts">
            Close
          </button>
        </div>
        <Facts facts={meanings.map(([names, meaning]) => [names, meaning, keys(names)])} />
        <div class="title line">
          <span id="single-keys">single keys</span>
          <Switch aria-labelledby="single-keys" isOn={isOn} onClick={() => setOn(!isOn)} />
        </div>
      </dialog>
    </>
  );
}

/** A control that takes letters has the focus, or the browser has its own meaning for the keys. */
function isTaken({ target, repeat, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  const takesLetters = target instanceof Element && target.closest("select, input, textarea") !== null;
  return takesLetters || repeat || ctrlKey || metaKey || altKey;
}
