/*
 * What runs inside the page, as text: its types are the browser's, which no other code of the project has.
 */

/** Calls `visit(element, rectangles)` with every visible text and where it is seen. */
const visibleTexts = `
const clipped = (rect, element) => {
  if (!element.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true })) return undefined;
  let { left, top, right, bottom } = rect;
  for (let at = element; at; at = at.parentElement) {
    const style = getComputedStyle(at);
    if (style.clipPath !== "none") return undefined;
    if (style.overflowX === "visible" || at === document.documentElement) continue;
    const box = at.getBoundingClientRect();
    left = Math.max(left, box.left); right = Math.min(right, box.right);
    top = Math.max(top, box.top); bottom = Math.min(bottom, box.bottom);
  }
  return right - left > 1 && bottom - top > 1 ? { left, top, right, bottom } : undefined;
};
const texts = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const { currentNode: node } = walker;
  if (node.data.trim() === "" || node.parentElement.closest("option, noscript, script")) continue;
  const range = document.createRange();
  range.selectNodeContents(node);
  const rects = [...range.getClientRects()].map((rect) => clipped(rect, node.parentElement)).filter(Boolean);
  if (rects.length > 0) texts.push({ text: node.data.trim(), element: node.parentElement, rects });
}
const controls = [...document.querySelectorAll("button, select, summary")]
  .map((element) => ({ element, rect: clipped(element.getBoundingClientRect(), element) }))
  .filter(({ rect }) => rect);
`;

/** Texts and controls that lie over one another, in words; and what reaches beyond the page's sides. */
export const overlaps = `(() => {
  ${visibleTexts}
  const boxes = [
    ...texts.flatMap(({ text, element, rects }) => rects.map((rect) => ({ name: text, element, rect }))),
    ...controls.map(({ element, rect }) => ({ name: element.outerHTML.slice(0, 80), element, rect })),
  ];
  const found = [];
  for (const { name, rect } of boxes)
    if (rect.left < -0.5 || rect.right > document.documentElement.clientWidth + 0.5) found.push("beyond the side: " + name);
  for (const [index, one] of boxes.entries())
    for (const other of boxes.slice(index + 1)) {
      if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
      const width = Math.min(one.rect.right, other.rect.right) - Math.max(one.rect.left, other.rect.left);
      const height = Math.min(one.rect.bottom, other.rect.bottom) - Math.max(one.rect.top, other.rect.top);
      if (width > 1 && height > 3) found.push(one.name + " over " + other.name);
    }
  return { found, checked: boxes.length };
})()`;

/** How far the page, or a part of it that scrolls up and down, could be moved sideways, in pixels. */
export const sidewaysScroll = `Math.max(
  ...[document.documentElement, document.body, ...document.querySelectorAll("main, #list, #detail, .pane, .json, .send, .store")]
    .map((element) => element.scrollWidth - element.clientWidth),
)`;

/**
 * Text that has less contrast than WCAG 2.2 asks for: 4.5 : 1, large text 3 : 1 (1.4.3); edges of controls and the
 * shapes of outcomes 3 : 1 (1.4.11). With the formula of its "relative luminance".
 */
export const lowContrasts = `(() => {
  ${visibleTexts}
  const parse = (color) => {
    const [r = 0, g = 0, b = 0, a = 1] = color.match(/[\\d.]+/g)?.map(Number) ?? [];
    return { r, g, b, a };
  };
  const over = (front, back) => {
    const mix = (one, other) => one * front.a + other * (1 - front.a);
    return { r: mix(front.r, back.r), g: mix(front.g, back.g), b: mix(front.b, back.b), a: 1 };
  };
  const backgroundOf = (element) => {
    if (!element) return parse("rgb(255, 255, 255)");
    const own = parse(getComputedStyle(element).backgroundColor);
    return own.a === 1 ? own : over(own, backgroundOf(element.parentElement));
  };
  const opacityOf = (element) => (element ? Number(getComputedStyle(element).opacity) * opacityOf(element.parentElement) : 1);
  const channel = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ({ r, g, b }) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ratio = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const found = [];
  let checked = 0;
  const check = (name, color, element, needed) => {
    checked += 1;
    const back = backgroundOf(element);
    const front = parse(color);
    const seen = ratio(over({ ...front, a: front.a * opacityOf(element) }, back), back);
    if (seen < needed) found.push(name + ": " + seen.toFixed(2) + " of " + needed);
  };
  for (const { text, element } of texts) {
    const { color, fontSize, fontWeight } = getComputedStyle(element);
    const size = Number.parseFloat(fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(fontWeight) >= 700);
    check(element.className + " " + text.slice(0, 40), color, element, isLarge ? 3 : 4.5);
  }
  for (const { element } of controls) {
    const { borderTopColor, borderTopWidth, backgroundColor } = getComputedStyle(element);
    const label = getComputedStyle(element, "::after");
    if (label.content.startsWith('"')) check("label of " + element.id, label.color, element, 4.5);
    const isEdged = borderTopWidth !== "0px" && element.matches(".action, .switch, select");
    if (isEdged) check("edge of " + (element.id || element.textContent), borderTopColor, element.parentElement, 3);
  }
  for (const icon of document.querySelectorAll(".icon"))
    if (icon.getBoundingClientRect().width > 0) check("icon", getComputedStyle(icon).color, icon, 3);
  return { found, checked };
})()`;

/** The control that has the focus, and whether that can be seen. */
export const focusedControl = `(() => {
  const element = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const name = element.id || element.dataset.id || element.textContent.trim().slice(0, 30) || element.tagName;
  return { name, isSeen: outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2 };
})()`;

/** Everything that the page keeps: its elements, and its storage. */
export const keptText = `[
  document.documentElement.outerHTML,
  ...[...document.querySelectorAll("select, input")].map(({ value }) => value),
  JSON.stringify({ ...localStorage }),
  JSON.stringify({ ...sessionStorage }),
  document.cookie,
  JSON.stringify(history.state),
].join("\\n")`;

/** From now on, gathers what the live region of arrivals says. */
export const gatherAnnouncements = `(() => {
  window.announced = [];
  const region = document.getElementById("announcements");
  new MutationObserver(() => window.announced.push(region.textContent)).observe(region, { childList: true, characterData: true, subtree: true });
})()`;
