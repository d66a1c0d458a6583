import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

/** As in the style sheet. */
const narrow = matchMedia("(max-width: 59.99rem)");

export function isNarrow(): boolean {
  return narrow.matches;
}

/** On a narrow screen the detail takes the list's place, and the browser's way back leads to the list. */
export function useDetailView() {
  const [isOpen, setOpen] = useState(false);
  const listScrolledTo = useRef<number>(undefined);
  useEffect(() => {
    const close = () => setOpen(false);
    addEventListener("popstate", close);
    return () => removeEventListener("popstate", close);
  }, []);
  useLayoutEffect(() => {
    if (listScrolledTo.current === undefined) return;
    scrollTo(0, isOpen ? 0 : listScrolledTo.current);
    if (!isOpen) focusList();
  }, [isOpen]);
  return {
    isOpen,
    open() {
      if (isOpen || !isNarrow()) return;
      listScrolledTo.current = scrollY;
      history.pushState("detail", "");
      setOpen(true);
    },
    close() {
      if (isOpen) history.back();
      else focusList();
    },
  };
}

function focusList(): void {
  document.querySelector<HTMLElement>('.list [tabindex="0"]')?.focus();
}
