import { byId } from "./element.ts";

/** As in the style sheet. */
const narrow = "(max-width: 59.99rem)";
/** On a narrow screen the list and the detail are two views. */
export function createOneColumn(onClosed) {
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
