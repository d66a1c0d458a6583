import { useMemo } from "preact/hooks";
import type { DeliveryView } from "../protocol.ts";
import { DeliveryDetail, Welcome } from "./delivery-detail.tsx";
import { type Choosing, DeliveryList } from "./delivery-list.tsx";
import { isNarrow, useDetailView } from "./use-detail-view.ts";

interface Props {
  readonly deliveries: readonly DeliveryView[];
  readonly chosenId: string | undefined;
  readonly onChoose: (id: string) => void;
  /** Undefined until the page knows a source. */
  readonly firstSource: string | undefined;
  readonly onSendFirst: () => void;
}

/** The list and the chosen delivery: beside one another, or in turns on a narrow screen. */
export function Deliveries({ deliveries, chosenId, onChoose, firstSource, onSendFirst }: Props) {
  const view = useDetailView();
  const choose = (id: string, how: Choosing) => {
    onChoose(id);
    if (how === "browsed") return;
    view.open();
    // By the next frame the detail is drawn.
    if (how === "entered" || isNarrow())
      requestAnimationFrame(() => document.getElementById("detail-title")?.focus());
  };
  const chosen = deliveries.find(({ id }) => id === chosenId);
  const detail = useMemo(() => (chosen ? <DeliveryDetail delivery={chosen} /> : <Welcome />), [chosen]);
  return (
    <main data-view={view.isOpen ? "detail" : "list"}>
      <DeliveryList deliveries={deliveries} chosenId={chosenId} onChoose={choose}>
        <div class="empty">
          <p>Nothing has arrived yet.</p>
          {firstSource && (
            <button type="button" class="action main" onClick={onSendFirst}>
              Send a valid {firstSource} notification
            </button>
          )}
          <p class="hint">or let your own vendor send to the intake’s address</p>
        </div>
      </DeliveryList>
      <section
        key={chosen?.id}
        class="detail"
        aria-labelledby="detail-title"
        onKeyDown={({ key }) => key === "Escape" && view.close()}
      >
        <button type="button" class="action back" onClick={view.close}>
          ‹ All deliveries
        </button>
        {detail}
      </section>
    </main>
  );
}
