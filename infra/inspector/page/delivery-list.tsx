import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { DeliveryView } from "../protocol.ts";
import { timeOfDay } from "./format.ts";
import { Outcome } from "./outcome.tsx";
import { explanationOf, sequelOf, standingOf } from "./outcomes.ts";

/** With the arrow keys, with the mouse or a finger, or with Enter. */
export type Choosing = "browsed" | "clicked" | "entered";

export interface ListProps {
  readonly deliveries: readonly DeliveryView[];
  readonly chosenId: string | undefined;
  readonly onChoose: (id: string, how: Choosing) => void;
}

const steps: Readonly<Record<string, (index: number, last: number) => number>> = {
  ArrowDown: (index, last) => Math.min(index + 1, last),
  ArrowUp: (index) => Math.max(index - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};

/** As in the style sheet: the detail takes the list's place. */
export const isNarrow = () => matchMedia("(max-width: 59.99rem)").matches;

/** A list of buttons with one stop for the Tab key. The newest is on top. */
export function DeliveryList({ deliveries, chosenId, onChoose }: ListProps) {
  const list = useRef<HTMLOListElement>(null);
  const buttons = () => [...(list.current?.querySelectorAll("button") ?? [])];
  const unread = useUnread(deliveries, () => buttons()[0]);
  useLayoutEffect(() => {
    // On a narrow screen this would scroll the buttons away that the person uses.
    if (!isNarrow())
      list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: "nearest" });
  }, [chosenId]);
  const stopId = deliveries.some(({ id }) => id === chosenId) ? chosenId : deliveries[0]?.id;
  const walk = (event: KeyboardEvent) => {
    const step = steps[event.key];
    const index = buttons().findIndex((button) => button.matches(":focus"));
    const next = step && buttons()[step(index, deliveries.length - 1)];
    if (!next || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    next.focus();
    onChoose(next.dataset.id ?? "", "browsed");
  };
  return (
    <section class="deliveries" aria-labelledby="deliveries-title">
      <div class="list-head line">
        <h2 id="deliveries-title">Deliveries</h2>
        <span class="hint">newest first · UTC</span>
        {unread > 0 && (
          <button type="button" class="unread" onClick={() => buttons()[0]?.focus()}>
            {`↑ ${unread} new`}
          </button>
        )}
      </div>
      {deliveries.length === 0 && (
        <p class="pane">Nothing has arrived yet. Press “Valid”, or let your own vendor send.</p>
      )}
      <ol ref={list} class="list" aria-labelledby="deliveries-title" onKeyDown={walk}>
        {deliveries.map((delivery) => (
          <Row
            key={delivery.id}
            isChosen={delivery.id === chosenId}
            isStop={delivery.id === stopId}
            {...{ delivery, onChoose }}
          />
        ))}
      </ol>
    </section>
  );
}

/** How many have come on top since the first row was in sight. */
function useUnread(deliveries: readonly DeliveryView[], findFirst: () => Element | undefined): number {
  const firstId = deliveries[0]?.id;
  const [isAtTop, setAtTop] = useState(true);
  const seenId = useRef(firstId);
  if (isAtTop) seenId.current = firstId;
  useEffect(() => {
    const first = findFirst();
    const observer = new IntersectionObserver((seen) => setAtTop(seen.at(-1)?.isIntersecting ?? true));
    if (first) observer.observe(first);
    return () => observer.disconnect();
  }, [firstId]);
  return deliveries.findIndex(({ id }) => id === seenId.current);
}

interface RowProps extends Pick<ListProps, "onChoose"> {
  readonly delivery: DeliveryView;
  readonly isChosen: boolean;
  readonly isStop: boolean;
}

function Row({ delivery, isChosen, isStop, onChoose }: RowProps) {
  const { id, source, receivedAt, response } = delivery;
  const sequel = sequelOf(delivery);
  return (
    <li>
      <button
        type="button"
        class="row"
        data-id={id}
        tabIndex={isStop ? 0 : -1}
        aria-current={isChosen ? "true" : undefined}
        aria-keyshortcuts={isStop ? "L" : undefined}
        // A click by the keyboard has no count (UI Events, section 5.3.4).
        onClick={({ detail: clicks }) => onChoose(id, clicks === 0 ? "entered" : "clicked")}
      >
        <Outcome standing={standingOf(delivery)} />
        <span>{source}</span>
        <span class="hint" title="status of the response">
          {response?.status}
        </span>
        <time class="hint" dateTime={receivedAt}>
          {timeOfDay(receivedAt)}
        </time>
        <span class="why hint">
          {sequel && <strong>{sequel} · </strong>}
          {explanationOf(delivery)}
        </span>
      </button>
    </li>
  );
}
