import axe from "axe-core";
import type { Page } from "playwright-core";

// The code inside the page is text: the browser's types are in no other code of the tests.

const runAxe = `axe.run().then(({ violations, passes }) => ({
  violations: violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => [id, target, failureSummary].join(" "))),
  passed: passes.length,
}))`;

interface AxeReport {
  readonly violations: readonly string[];
  readonly passed: number;
}

/** All rules of axe-core: names, roles, contrasts, landmarks. The script runs over the browser's protocol, beside the page's CSP. */
export async function checkWithAxe(page: Page): Promise<AxeReport> {
  await page.evaluate(axe.source);
  return page.evaluate<AxeReport>(runAxe);
}

/** What scrolls sideways, and controls and headings that lie over one another. */
export function findLayoutFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(`(() => {
    const nameOf = (element) => element.outerHTML.slice(0, 80);
    const scrolls = (element) => element === document.documentElement || /auto|scroll/.test(getComputedStyle(element).overflowX);
    const wide = [...document.querySelectorAll("*")].filter((element) => element.scrollWidth > element.clientWidth && scrolls(element));
    const boxes = [...document.querySelectorAll("button, select, summary, h1, h2, h3, dt, dd, output, th, pre, fieldset")]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".unseeable, .list"))
      .map((element) => ({ element, rect: element.getBoundingClientRect() }));
    const lies = (one, other) =>
      Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 3;
    const isSticky = (element) => element.closest(".list-head, .unread") !== null;
    const over = boxes.flatMap(({ element, rect }, index) => boxes.slice(index + 1)
      .filter((other) => !element.contains(other.element) && !isSticky(element) && lies(rect, other.rect))
      .map((other) => nameOf(element) + " over " + nameOf(other.element)));
    return [...wide.map((element) => "scrolls sideways: " + nameOf(element)), ...over];
  })()`);
}

/** The control that has the focus, and whether a person can see that. */
export function readFocus(page: Page): Promise<{ readonly name: string; readonly isSeen: boolean }> {
  return page.evaluate<{ name: string; isSeen: boolean }>(`(() => {
    const element = document.activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    if (element === document.body) return { name: "", isSeen: false };
    const name = element.dataset.id || element.id || element.ariaLabelledByElements?.[0]?.textContent || element.textContent;
    return { name: name.trim().slice(0, 40), isSeen: outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2 };
  })()`);
}

/** Everything that the page keeps: its elements and its storage. */
export function readKeptText(page: Page): Promise<string> {
  return page.evaluate<string>(`[
    document.documentElement.outerHTML,
    ...[localStorage, sessionStorage, history.state].map((kept) => JSON.stringify(kept)),
    document.cookie,
  ].join("\\n")`);
}
