import axe from "axe-core";
import type { Page } from "playwright-core";

// Text, because no other test code has the browser's types.

const runAxe = `axe.run().then(({ violations, passes }) => ({
  violations: violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => [id, target, failureSummary].join(" "))),
  passed: passes.length,
}))`;

interface AxeReport {
  readonly violations: readonly string[];
  readonly passed: number;
}

/** Runs all axe-core rules through the browser's protocol, past the page's CSP. */
export async function checkWithAxe(page: Page): Promise<AxeReport> {
  await page.evaluate(axe.source);
  return page.evaluate<AxeReport>(runAxe);
}

/** Sideways scrolling, and controls and headings that overlap. */
export function findLayoutFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(`(() => {
    const nameOf = (element) => element.outerHTML.slice(0, 80);
    const scrolls = (element) => element === document.documentElement || /auto|scroll/.test(getComputedStyle(element).overflowX);
    const wide = [...document.querySelectorAll("*")].filter((element) => element.scrollWidth > element.clientWidth && scrolls(element));
    const boxes = [...document.querySelectorAll("button, select, summary, h1, h2, h3, dt, dd, output, th, pre, fieldset")]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".unseeable, .list"))
      .map((element) => ({ element, rect: element.getBoundingClientRect() }));
    const overlaps = (a, b) =>
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
    const isSticky = (element) => element.closest(".list-head, .unread") !== null;
    const over = boxes.flatMap(({ element, rect }, index) => boxes.slice(index + 1)
      .filter((other) => !element.contains(other.element) && !isSticky(element) && overlaps(rect, other.rect))
      .map((other) => nameOf(element) + " over " + nameOf(other.element)));
    return [...wide.map((element) => "scrolls sideways: " + nameOf(element)), ...over];
  })()`);
}

/** The focused control, and whether its focus shows. */
export function readFocus(page: Page): Promise<{ readonly name: string; readonly isSeen: boolean }> {
  return page.evaluate<{ name: string; isSeen: boolean }>(`(() => {
    const element = document.activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    if (element === document.body) return { name: "", isSeen: false };
    const name = element.dataset.id || element.id || element.ariaLabelledByElements?.[0]?.textContent || element.textContent;
    return { name: name.trim().slice(0, 40), isSeen: outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2 };
  })()`);
}
