import type { Browser, BrowserContextOptions } from "playwright-core";

/** A page of the inspector and its side effects. */
export type InspectorPage = Awaited<ReturnType<typeof openInspector>>;

type Kind = "valid" | "repeated" | "forged" | "broken";

export type Screen = Pick<
  BrowserContextOptions,
  "viewport" | "colorScheme" | "deviceScaleFactor" | "reducedMotion"
>;

/** A first delivery starts its process, beside other tests. */
const maxWaitMs = 25_000;

export async function openInspector(browser: Browser, url: string, screen: Screen = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...screen });
  context.setDefaultTimeout(maxWaitMs);
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(url);
  await page.getByText("live", { exact: true }).waitFor();
  const list = page.getByRole("list", { name: "Deliveries" });
  return {
    page,
    /** Console errors and warnings, exceptions, CSP violations. */
    complaints,
    requests,
    /** The rows of an outcome, the newest first. */
    rows: (outcome: string) => list.getByRole("button", { name: new RegExp(`^${outcome}`) }),
    /** The heading with exactly this text. */
    title: (name: string) => page.getByRole("heading", { name, exact: true }),
    pane: (name: string) => page.getByRole("region", { name, exact: true }),
    switchOf: (name: string, checked: boolean) => page.getByRole("switch", { name, checked }),
    /** Sends as a person does. Waits for the outcome in the newest row. */
    async send(source: string, kind: Kind, outcome: string): Promise<void> {
      const newest = list.getByRole("button").first();
      const before = (await newest.count()) > 0 ? await newest.getAttribute("data-id") : "";
      await page.getByRole("combobox", { name: "Source" }).selectOption(source);
      await page.getByRole("button", { name: kind, exact: true }).click();
      const isNew = `button[data-id]:not([data-id="${before}"])`;
      await list.locator("li:first-child").locator(isNew, { hasText: outcome }).waitFor();
    },
    /** Forgets complaints that a test has caused. */
    forgive(expected: RegExp): void {
      complaints.splice(0, complaints.length, ...complaints.filter((text) => !expected.test(text)));
    },
  };
}
