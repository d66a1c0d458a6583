import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { DeliveryView } from "../protocol.ts";

/**
 * Keeps what a person reads in its place while new rows come above it, and counts those rows. Safari has no scroll
 * anchoring, so the style sheet switches it off everywhere.
 */
export function useHeldScroll(
  ref: RefObject<HTMLOListElement | null>,
  deliveries: readonly DeliveryView[],
  chosenId: string | undefined,
) {
  const firstId = deliveries[0]?.id;
  const drawnFirstId = useRef(firstId);
  /** The newest row that the person has seen. */
  const [seenId, setSeenId] = useState(firstId);
  useLayoutEffect(() => {
    const list = ref.current;
    const kept = list && rowOf(list, drawnFirstId.current);
    drawnFirstId.current = firstId;
    if (!list) return;
    const isReading = !isAtTop(list) || list.contains(document.activeElement);
    if (kept && isReading)
      scrollerOf(list).scrollTop += kept.offsetTop - (rowOf(list, firstId)?.offsetTop ?? 0);
    if (isAtTop(list)) setSeenId(firstId);
  }, [firstId]);
  useLayoutEffect(() => {
    const list = ref.current;
    // On a narrow screen this would scroll the buttons away that the person uses.
    if (list && scrollerOf(list) === list) rowOf(list, chosenId)?.scrollIntoView({ block: "nearest" });
  }, [chosenId]);
  useEffect(() => {
    const see = () => {
      if (ref.current && isAtTop(ref.current)) setSeenId(drawnFirstId.current);
    };
    // Captured: the list scrolls on a wide screen, and the page on a narrow one.
    document.addEventListener("scroll", see, { capture: true, passive: true });
    return () => document.removeEventListener("scroll", see, { capture: true });
  }, []);
  const showUnread = () => {
    const list = ref.current;
    list?.querySelector("button")?.focus({ preventScroll: true });
    list?.firstElementChild?.scrollIntoView({ block: "center" });
    setSeenId(firstId);
  };
  const seenIndex = deliveries.findIndex(({ id }) => id === seenId);
  return { unread: seenIndex < 0 ? deliveries.length : seenIndex, showUnread };
}

function rowOf(list: HTMLElement, id: string | undefined): HTMLElement | null {
  return id === undefined ? null : list.querySelector(`[data-id="${CSS.escape(id)}"]`);
}

function scrollerOf(list: HTMLElement): Element {
  const scrolls = getComputedStyle(list).overflowY === "auto";
  return scrolls ? list : (document.scrollingElement ?? list);
}

/** The first row is in view, so a new row above it would be seen. */
function isAtTop(list: HTMLElement): boolean {
  const top = list.firstElementChild?.getBoundingClientRect().top ?? 0;
  return top >= (scrollerOf(list) === list ? list.getBoundingClientRect().top : 0) - 1;
}
