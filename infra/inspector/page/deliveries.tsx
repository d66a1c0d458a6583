import { useEffect } from "preact/hooks";
import { DeliveryDetail, Welcome } from "./delivery-detail.tsx";
import { type Choosing, DeliveryList, isNarrow, type ListProps } from "./delivery-list.tsx";

interface Props extends Omit<ListProps, "onChoose"> {
  readonly onChoose: (id: string) => void;
}

const detailHash = "#detail";

/** On a narrow screen the address says whether list or detail shows, so the browser's way back works. */
export function Deliveries({ deliveries, chosenId, onChoose }: Props) {
  useEffect(() => addEventListener("hashchange", () => location.hash === detailHash || focusList()), []);
  const choose = (id: string, how: Choosing) => {
    onChoose(id);
    if (how !== "browsed" && isNarrow()) location.hash = detailHash;
    // By the next frame the detail is drawn.
    if (how === "entered" || (how === "clicked" && isNarrow()))
      requestAnimationFrame(() => document.getElementById("detail-title")?.focus());
  };
  const close = () => (location.hash === detailHash ? history.back() : focusList());
  const chosen = deliveries.find(({ id }) => id === chosenId);
  return (
    <main id="detail">
      <DeliveryList deliveries={deliveries} chosenId={chosenId} onChoose={choose} />
      <section
        key={chosen?.id}
        class="detail"
        aria-labelledby="detail-title"
        onKeyDown={({ key }) => key === "Escape" && close()}
      >
        <button type="button" class="action back" onClick={close}>
          ‹ All deliveries
        </button>
        {chosen ? <DeliveryDetail delivery={chosen} /> : <Welcome />}
      </section>
    </main>
  );
}

function focusList(): void {
  document.querySelector<HTMLElement>('.list [tabindex="0"]')?.focus();
}
