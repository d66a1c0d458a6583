import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { startInspectedIntake } from "../../infra/inspector/inspected-intake.ts";
import { faultyServices } from "../../infra/local/aws/service-faults.ts";
import { findChromium, launchChromium, noChromium } from "./chromium.ts";
import { type InspectorPage, openInspector, type Screen } from "./inspector-page.ts";
import { useLocalIntake } from "./local-intake.ts";

/** After each test no page has complained or asked another origin. */
export function useInspectorBrowser() {
  const chromium = findChromium();
  const { running } = useLocalIntake((options) => startInspectedIntake(options, 0));
  const opened: InspectorPage[] = [];
  let browser: Browser | undefined;
  beforeAll(async () => {
    if (chromium !== undefined) browser = await launchChromium(chromium);
  });
  afterAll(() => browser?.close());
  // npm installs no browser.
  beforeEach((context) => {
    if (chromium === undefined) context.skip(noChromium);
    for (const service of faultyServices) running().aws.faults[service].set({ mode: "up" });
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
  return {
    running,
    /** Opens this file's inspector, or another. */
    async open(screen: Screen = {}, url = running().endpoints.inspector ?? ""): Promise<InspectorPage> {
      if (!browser) throw new Error(noChromium);
      const inspector = await openInspector(browser, url, screen);
      opened.push(inspector);
      return inspector;
    },
  };
}
