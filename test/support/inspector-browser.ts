import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { faultyServices } from "../../infra/local/aws/service-faults.ts";
import { findChromium, launchChromium, noChromium } from "./chromium.ts";
import { type InspectedIntake, startInspected } from "./inspected-intake.ts";
import { type InspectorPage, openInspector, type Screen } from "./inspector-page.ts";

interface InspectorBrowser {
  readonly intake: () => InspectedIntake;
  /** Opens this file's inspector, or another. */
  readonly open: (screen?: Screen, url?: string) => Promise<InspectorPage>;
}

/** After each test no page has complained or asked another origin. */
export function useInspectorBrowser(): InspectorBrowser {
  const chromium = findChromium();
  const opened: InspectorPage[] = [];
  let browser: Browser | undefined;
  let intake: InspectedIntake | undefined;
  beforeAll(async () => {
    if (chromium === undefined) return;
    browser = await launchChromium(chromium);
    intake = await startInspected();
  });
  afterAll(async () => {
    await browser?.close();
    await intake?.stop();
  });
  // npm installs no browser.
  beforeEach((context) => {
    if (chromium === undefined) context.skip(noChromium);
    for (const service of faultyServices) intake?.running.aws.faults[service].set({ mode: "up" });
  });
  afterEach(async () => {
    for (const { page, complaints, requests } of opened.splice(0)) {
      const { origin } = new URL(page.url());
      await page.context().close();
      expect(complaints).toEqual([]);
      expect(requests.filter((url) => new URL(url).origin !== origin)).toEqual([]);
      expect(requests.length).toBeGreaterThan(3);
    }
  });
  const running = () => {
    if (!intake) throw new Error("the intake is not running");
    return intake;
  };
  return {
    intake: running,
    async open(screen = {}, url = running().url) {
      if (!browser) throw new Error(noChromium);
      const inspector = await openInspector(browser, url, screen);
      opened.push(inspector);
      return inspector;
    },
  };
}
