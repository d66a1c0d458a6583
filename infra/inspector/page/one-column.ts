import { byId } from "./element.ts";

export interface OneColumn {
  /** Whether list and detail take turns. */
  readonly isNarrow: () => boolean;
  /** The detail takes the list's place, and the browser's way back leads to the list. */
  readonly openDetail: () => void;
  readonly closeDetail: () => void;
}

/** As in the style sheet. */
const narrow = "(max-width: 59.99rem)";

/** On a narrow screen the list and the detail are two views. */
export function createOneColumn(onClosed: () => void): OneColumn {
  const media = matchMedia(narrow);
  const { body } = document;
  let listScrolledTo = 0;
  const close = () => {
    if (body.dataset.view !== "detail") return;
    delete body.dataset.view;
    scrollTo(0, listScrolledTo);
    onClosed();
  };
  const closeDetail = () => {
    if (body.dataset.view === "detail") history.back();
  };
  addEventListener("popstate", close);
  byId("back", HTMLButtonElement).addEventListener("click", closeDetail);
  return {
    isNarrow: () => media.matches,
    closeDetail,
    openDetail() {
      if (!media.matches || body.dataset.view === "detail") return;
      listScrolledTo = scrollY;
      body.dataset.view = "detail";
      history.pushState("detail", "");
      scrollTo(0, 0);
    },
  };
}
