/** The list where it scrolls by itself, else the page. */
function scrollerOf(list) {
  const scrolls = getComputedStyle(list).overflowY === "auto";
  return scrolls ? list : (document.scrollingElement ?? list);
}
/** Whether the list's first row can be seen, so that nobody would be moved by one above it. */
export function isAtTop(list) {
  const first = list.firstElementChild?.getBoundingClientRect().top ?? 0;
  const visibleFrom = scrollerOf(list) === list ? list.getBoundingClientRect().top : 0;
  return first >= visibleFrom - 1;
}
/** Changes what is above without moving what is seen; not every browser does that by itself. */
export function holdStill(list, change) {
  const kept = list.firstElementChild;
  const before = kept?.getBoundingClientRect().top ?? 0;
  change();
  const after = kept?.getBoundingClientRect().top ?? 0;
  scrollerOf(list).scrollTop += after - before;
}
