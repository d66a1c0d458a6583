import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";

/** A page of the inspector and its side effects. */
export interface InspectorPage {
  readonly page: Page;
  /** Console errors and warnings, exceptions, CSP violations. */
  readonly complaints: string[];
  readonly requests: readonly string[];
  /** The rows of an outcome, the newest first. */
  readonly rows: (outcome: string) => Locator;
  /** The heading with exactly this text. */
  readonly title: (text: string) => Locator;
  readonly pane: (name: string) => Locator;
  readonly switchOf: (name: string, isOn: boolean) => Locator;
  /** Sends as a person does. Waits for the outcome in the newest row. */
  readonly send: (source: string, kind: Kind, outcome: string) => Promise<void>;
}

type Kind = "valid" | "repeated" | "forged" | "broken";

export type Screen = Pick<
  BrowserContextOptions,
  "viewport" | "colorScheme" | "deviceScaleFactor" | "reducedMotion"
>;

/** A first delivery starts its process, beside other tests. */
const maxWaitMs = 25_000;

export async function openInspector(
  browser: Browser,
  url: string,
  screen: Screen = {},
): Promise<InspectorPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...screen });
  context.setDefaultTimeout(maxWaitMs);
  const page = await context.newPage();
  const observed = observe(page);
  await page.goto(url);
  await page.getByText("live", { exact: true }).waitFor();
  const list = page.getByRole("list", { name: "Deliveries" });
  const rows = (outcome: string) => list.getByRole("button", { name: new RegExp(`^${outcome}`) });
  const send = async (source: string, kind: Kind, outcome: string) => {
    const newest = list.getByRole("button").first();
    const before = (await newest.count()) > 0 ? await newest.getAttribute("data-id") : "";
    await page.getByRole("combobox", { name: "Source" }).selectOption(source);
    await page.getByRole("button", { name: kind, exact: true }).click();
    const isNew = `button[data-id]:not([data-id="${before}"])`;
    await list.locator("li:first-child").locator(isNew, { hasText: outcome }).waitFor();
  };
  return {
    page,
    ...observed,
    rows,
    send,
    title: (name) => page.getByRole("heading", { name, exact: true }),
    pane: (name) => page.getByRole("region", { name, exact: true }),
    switchOf: (name, checked) => page.getByRole("switch", { name, checked }),
  };
}

function observe(page: Page) {
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("request", (request) => requests.push(request.url()));
  return { complaints, requests };
}
