import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import type { DeliveryView } from "../protocol.ts";
import { timeOfDay } from "./format.ts";
import { OutcomeIcon } from "./outcome-icon.tsx";
import { explanationOf, sequelOf, standingOf, wordings } from "./outcomes.ts";
import { useHeldScroll } from "./use-held-scroll.ts";

/** With the arrow keys, with the mouse or a finger, or with Enter. */
export type Choosing = "browsed" | "clicked" | "entered";

interface Props {
  readonly deliveries: readonly DeliveryView[];
  readonly chosenId: string | undefined;
  readonly onChoose: (id: string, how: Choosing) => void;
  /** Shown while there is no delivery. */
  readonly children: ComponentChildren;
}

const steps: Readonly<Record<string, (index: number, last: number) => number>> = {
  ArrowDown: (index, last) => Math.min(index + 1, last),
  ArrowUp: (index) => Math.max(index - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};

/** A list of buttons with one stop for the Tab key. New deliveries go to the top and move nothing that a person reads. */
export function DeliveryList({ deliveries, chosenId, onChoose, children }: Props) {
  const list = useRef<HTMLOListElement>(null);
  const { unread, showUnread } = useHeldScroll(list, deliveries, chosenId);
  const stopId = deliveries.some(({ id }) => id === chosenId) ? chosenId : deliveries[0]?.id;
  const walk = (event: KeyboardEvent) => {
    const step = steps[event.key];
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const index = buttons.findIndex((button) => button.matches(":focus"));
    const next = step && buttons[step(index, buttons.length - 1)];
    if (!next || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    next.focus();
    onChoose(next.dataset.id ?? "", "browsed");
  };
  return (
    <section class="deliveries" aria-labelledby="deliveries-title">
      <div class="list-head">
        <h2 id="deliveries-title">Deliveries</h2>
        <span class="hint">newest first · UTC</span>
        {unread > 0 && (
          <button type="button" class="unread" onClick={showUnread}>
            {`↑ ${unread} new`}
          </button>
        )}
      </div>
      {deliveries.length === 0 && children}
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

interface RowProps extends Pick<Props, "onChoose"> {
  readonly delivery: DeliveryView;
  readonly isChosen: boolean;
  readonly isStop: boolean;
}

/** A button of two lines. Its height never changes. */
function Row({ delivery, isChosen, isStop, onChoose }: RowProps) {
  const { id, source, receivedAt, response } = delivery;
  const standing = standingOf(delivery);
  const sequel = sequelOf(delivery);
  return (
    <li>
      <button
        type="button"
        class="row"
        data-id={id}
        data-outcome={standing}
        tabIndex={isStop ? 0 : -1}
        aria-current={isChosen ? "true" : undefined}
        aria-keyshortcuts={isStop ? "L" : undefined}
        // A click by the keyboard has no count (UI Events, section 5.3.4).
        onClick={({ detail: clicks }) => onChoose(id, clicks === 0 ? "entered" : "clicked")}
      >
        <OutcomeIcon standing={standing} />
        <span class="outcome">{wordings[standing].word}</span>
        <span>{source}</span>
        <span class="quiet" title="status of the response">
          {response?.status}
        </span>
        <time class="quiet" dateTime={receivedAt}>
          {timeOfDay(receivedAt)}
        </time>
        <span class="why">
          {sequel && <strong>{sequel} · </strong>}
          {explanationOf(delivery)}
        </span>
      </button>
    </li>
  );
}
