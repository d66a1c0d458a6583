import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";

/** A page of the inspector, and what it did besides showing something. */
export interface InspectorPage {
  readonly page: Page;
  /** Errors and warnings of the console, exceptions, and violations of the content security policy. */
  readonly complaints: readonly string[];
  /** Addresses of everything that it asked for. */
  readonly requests: readonly string[];
  /** The text of everything that it received. */
  readonly received: readonly string[];
  readonly row: (outcome: string) => Locator;
  /** Chooses a source, presses the button of a kind, and waits for the newest delivery to have come to an outcome. */
  readonly send: (
    source: string,
    kind: "Valid" | "Repeated" | "Forged" | "Broken",
    outcome: string,
  ) => Promise<void>;
}

export type Screen = Pick<
  BrowserContextOptions,
  "viewport" | "colorScheme" | "deviceScaleFactor" | "reducedMotion"
>;

/** A function's first delivery starts its process, perhaps beside those of other tests. */
const maxWaitMs = 25_000;

export async function openInspector(
  browser: Browser,
  url: string,
  screen: Screen = {},
): Promise<InspectorPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...screen });
  context.setDefaultTimeout(maxWaitMs);
  const page = await context.newPage();
  const observed = await observe(page);
  await page.goto(url);
  await page.locator('#connection[data-status="live"]').waitFor();
  const row = (outcome: string) => page.locator(`.row[data-outcome="${outcome}"]`);
  return { page, ...observed, row, send: (source, kind, outcome) => send(page, { source, kind, outcome }) };
}

async function observe(page: Page) {
  const complaints: string[] = [];
  const requests: string[] = [];
  const received: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("request", (request) => requests.push(request.url()));
  page.on("response", async (response) => {
    const { "content-type": type = "" } = response.headers();
    // A stream has no end; its messages come by the protocol below.
    if (!type.startsWith("text/event-stream")) received.push(await response.text().catch(() => ""));
  });
  const protocol = await page.context().newCDPSession(page);
  await protocol.send("Network.enable");
  protocol.on("Network.eventSourceMessageReceived", ({ data }) => received.push(data));
  return { complaints, requests, received };
}

interface Sending {
  readonly source: string;
  readonly kind: string;
  readonly outcome: string;
}

async function send(page: Page, { source, kind, outcome }: Sending): Promise<void> {
  const newest = page.locator("#list li:first-child .row");
  const before = (await newest.count()) > 0 ? await newest.getAttribute("data-id") : "";
  await page.getByLabel("Source", { exact: true }).selectOption(source);
  await page.getByRole("button", { name: kind, exact: true }).click();
  await page
    .locator(`#list li:first-child .row[data-outcome="${outcome}"]:not([data-id="${before}"])`)
    .waitFor();
}
