import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { vendors } from "../../functions/vendors.ts";
import { post } from "../../infra/simulators/post.ts";
import { findChromium, launchChromium, noChromium } from "../support/chromium.ts";
import { type InspectedIntake, startInspected } from "../support/inspected-intake.ts";
import { type InspectorPage, openInspector, type Screen } from "../support/inspector-page.ts";
import {
  focusedControl,
  gatherAnnouncements,
  keptText,
  lowContrasts,
  overlaps,
  sidewaysScroll,
} from "../support/page-probes.ts";
import { record } from "../support/records.ts";

const chromium = findChromium();
const [{ id: firstSource }, { id: secondSource }] = vendors;
const narrow = { viewport: { width: 360, height: 740 } } as const;
const sends = [
  ["Valid", "accepted"],
  ["Repeated", "duplicate"],
  ["Forged", "refused"],
  ["Broken", "quarantined"],
] as const;
const wide = { viewport: { width: 1440, height: 900 } } as const;

let browser: Browser | undefined;
const opened: InspectorPage[] = [];

async function open(url: string, screen: Screen = {}): Promise<InspectorPage> {
  if (!browser) throw new Error(noChromium);
  const inspector = await openInspector(browser, url, screen);
  opened.push(inspector);
  return inspector;
}

/** Whatever a test does, the page complains of nothing and talks to its own origin alone. */
async function closeAll(): Promise<void> {
  for (const { page, complaints, requests } of opened.splice(0)) {
    const { origin } = new URL(page.url());
    await page.context().close();
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => new URL(url).origin !== origin)).toEqual([]);
    expect(requests.length).toBeGreaterThan(3);
  }
}

beforeAll(async () => {
  if (chromium !== undefined) browser = await launchChromium(chromium);
});
// A browser is nothing that npm installs; where there is none, the page is judged elsewhere.
beforeEach((context) => void (chromium === undefined && context.skip(noChromium)));
afterEach(closeAll);
afterAll(() => browser?.close());

// A page may wait for the start of a function, and then of another.
describe("the inspector's first minutes", { timeout: 90_000 }, () => {
  it("says what to do first, does it, and finds back to an inspector that was started again", async () => {
    const first = await startInspected();
    let inspector: InspectorPage;
    try {
      inspector = await open(first.url, { reducedMotion: "reduce" });
      const { page, row } = inspector;
      await page.getByText("Nothing has arrived yet.").waitFor();
      await page.getByRole("button", { name: `Send a valid ${firstSource} notification` }).click();
      await row("accepted").waitFor();
      expect(await page.getByText("Nothing has arrived yet.").isVisible()).toBe(false);
      await page.getByRole("heading", { name: `Accepted ${firstSource}` }).waitFor();
    } finally {
      await first.stop();
    }
    const { page, complaints, row } = inspector;
    await page.getByText("reconnecting …").waitFor();
    expect(await page.evaluate("document.getAnimations().length")).toBe(0);
    const second = await startInspected(Number(new URL(first.url).port));
    try {
      await page.getByText("live", { exact: true }).waitFor();
      await page.getByText("Nothing has arrived yet.").waitFor();
      await page.getByRole("button", { name: "Forged" }).click();
      await row("refused").waitFor();
      // What Chromium itself writes of a server that is not there, or not ready.
      const others = complaints.filter((text) => !/^Failed to load resource: .*(net::ERR_|503)/.test(text));
      expect(others).toEqual([]);
    } finally {
      opened.splice(0);
      await page.context().close();
      await second.stop();
    }
  });
});

describe("the inspector's page", { timeout: 60_000 }, () => {
  let intake: InspectedIntake | undefined;
  const inspected = () => {
    if (!intake) throw new Error("the intake is not running");
    return intake;
  };
  beforeAll(async () => {
    if (chromium !== undefined) intake = await startInspected();
  });
  afterAll(() => intake?.stop());
  beforeEach(() => {
    intake?.running.aws.faults.sqs.set({ mode: "up" });
    intake?.running.aws.faults.dynamodb.set({ mode: "up" });
  });
  const openPage = (screen: Screen = {}) => open(inspected().url, screen);

  describe.each(vendors)("for $id", ({ id }) => {
    it("shows a valid delivery with its event beside the original", async () => {
      const { page, send } = await openPage(wide);
      await send(id, "Valid", "accepted");
      await page.getByRole("heading", { name: `Accepted ${id}` }).waitFor();
      const event = page.locator(".message");
      const original = page.locator(".original");
      expect(await event.locator(".json").textContent()).toContain(`"source": "${id}"`);
      expect(await original.locator(".json").textContent()).not.toContain(`"specversion"`);
      expect(await event.locator(".marked > .key").allTextContents()).toEqual(
        expect.arrayContaining(['"subject"', '"outcome"', '"reason"']),
      );
      const [left, right] = [await event.boundingBox(), await original.boundingBox()];
      expect(left?.y).toBe(right?.y);
      expect((left?.x ?? 0) + (left?.width ?? 0)).toBeLessThanOrEqual(right?.x ?? 0);
      const steps = await page
        .locator(".timing [data-step]")
        .evaluateAll((rows) => rows.map((row) => row.getAttribute("data-step")));
      expect(steps).toEqual(expect.arrayContaining(["send", "own work"]));
    });

    it("shows a repeated one as a duplicate, with the event of the first", async () => {
      const { page, send } = await openPage(wide);
      await send(id, "Repeated", "duplicate");
      await page.getByRole("heading", { name: `Duplicate ${id}` }).waitFor();
      expect(await page.locator(".message .json").textContent()).toContain(`"source": "${id}"`);
    });

    it("says why a forged one was refused, and that nothing came of it", async () => {
      const { page, send } = await openPage(wide);
      await send(id, "Forged", "refused");
      await page.getByRole("heading", { name: `Refused ${id}` }).waitFor();
      expect(await page.locator(".explanation").textContent()).toMatch(/\w+ .+\./);
      expect(await page.locator(".answer").textContent()).toMatch(/40[13]/);
      expect(await page.locator(".message").textContent()).toContain(
        "nothing of a refused delivery is stored",
      );
      expect(await page.getByRole("button", { name: "Replay" }).isVisible()).toBe(false);
    });

    it("keeps a broken one in quarantine, and replays it", async () => {
      const { page, send } = await openPage(wide);
      await send(id, "Broken", "quarantined");
      await page.getByRole("heading", { name: `Quarantined ${id}` }).waitFor();
      expect(await page.locator(".message .marked .key").first().textContent()).toBe('"issues"');
      await page.getByRole("button", { name: "Replay" }).click();
      await page.locator("#replay-result", { hasText: "Still not understood" }).waitFor();
    });
  });

  it("defers while the queue is off, and sends what is deferred once it is on", async () => {
    const { page, row, send } = await openPage(wide);
    const queue = page.getByRole("switch", { name: "Queue" });
    await queue.click();
    await page.locator('#switch-queue[aria-checked="false"]').waitFor();
    await send(firstSource, "Valid", "deferred");
    await page.locator("#depth-outbox", { hasText: /^[1-9]/ }).waitFor();
    expect(await page.locator(".message").textContent()).toContain("it waits in the table");
    await queue.click();
    await page.locator('#switch-queue[aria-checked="true"]').waitFor();
    await page.getByRole("button", { name: "Send deferred" }).click();
    await page.locator("#depth-outbox", { hasText: /^0$/ }).waitFor();
    await row("deferred").first().getByText("sent since").waitFor();
    expect(await page.locator(".message .json").textContent()).toContain(`"source": "${firstSource}"`);
  });

  it("sends all the same while the table is off", async () => {
    const { page, send } = await openPage(wide);
    await page.getByRole("switch", { name: "Table" }).click();
    await page.locator('#switch-table[aria-checked="false"]').waitFor();
    await send(firstSource, "Valid", "accepted");
    await page.getByText("the table did not answer").first().waitFor();
  });

  it("says of a function that ends without a word that it failed", async () => {
    const { page, row } = await openPage(wide);
    const { aws, processIds } = inspected().running;
    aws.faults.dynamodb.set({ mode: "hangs", takesEffect: false });
    const before = await row("failed").count();
    await page.keyboard.press("1");
    await page.getByRole("heading", { name: `Under way ${firstSource}` }).waitFor();
    await expect.poll(() => aws.faults.dynamodb.waiting()).toBeGreaterThan(0);
    for (const pid of processIds()) process.kill(pid, "SIGKILL");
    await row("failed").nth(before).waitFor();
    await page.getByRole("heading", { name: `Failed ${firstSource}` }).waitFor();
    expect(await page.locator(".explanation").textContent()).toMatch(/crashed, or took too long/);
    expect(await page.locator(".answer").textContent()).toContain("500");
    expect(await page.locator(".message").textContent()).toContain("None is known of");
  });

  it("does everything by the keyboard alone", async () => {
    const { page, row } = await openPage(wide);
    const { keyboard } = page;
    await keyboard.press("1");
    await page.getByRole("heading", { name: `Accepted ${firstSource}` }).waitFor();
    await keyboard.press("4");
    await page.getByRole("heading", { name: `Quarantined ${firstSource}` }).waitFor();
    await keyboard.press("l");
    await keyboard.press("ArrowDown");
    await page.getByRole("heading", { name: `Accepted ${firstSource}` }).waitFor();
    await keyboard.press("Home");
    await keyboard.press("Enter");
    expect(await page.evaluate(focusedControl)).toMatchObject({ name: "detail-title" });
    await keyboard.press("r");
    await page.locator("#replay-result", { hasText: "Still not understood" }).waitFor();
    await keyboard.press("Escape");
    expect(await page.locator("#list li:first-child .row").evaluate((one) => one.matches(":focus"))).toBe(
      true,
    );
    await keyboard.press("q");
    await page.locator('#switch-queue[aria-checked="false"]').waitFor();
    await keyboard.press("1");
    await row("deferred").first().waitFor();
    await keyboard.press("q");
    await page.locator('#switch-queue[aria-checked="true"]').waitFor();
    await keyboard.press("p");
    await page.locator("#depth-outbox", { hasText: /^0$/ }).waitFor();
    await keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    await keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
  });

  it("takes no single key from a choice, nor any after they were switched off", async () => {
    const { page } = await openPage(wide);
    const isQueueOn = () => page.locator("#switch-queue").getAttribute("aria-checked");
    await page.getByLabel("Source", { exact: true }).focus();
    await page.keyboard.press("q");
    await page.getByRole("button", { name: "Keys" }).press("?");
    await page.getByRole("switch", { name: "single keys" }).press("Space");
    await page.getByRole("button", { name: "Close" }).press("Enter");
    await page.keyboard.press("q");
    expect(await isQueueOn()).toBe("true");
  });

  it("shows the focus on everything that the Tab key reaches, and reaches every control", async () => {
    const { page, send } = await openPage(wide);
    await send(firstSource, "Broken", "quarantined");
    await page.getByRole("button", { name: "Replay" }).waitFor();
    const seen = new Map<string, boolean>();
    await page.locator("h1").click();
    for (let count = 0; count < 60; count += 1) {
      await page.keyboard.press("Tab");
      const { name, isSeen } = await page.evaluate<{ name: string; isSeen: boolean }>(focusedControl);
      if (seen.has(name) || name === "BODY") break;
      seen.set(name, isSeen);
    }
    expect([...seen].filter(([, isSeen]) => !isSeen)).toEqual([]);
    const order = [...seen.keys()];
    const wanted = [
      "open-shortcuts",
      "send-source",
      "send-example",
      "switch-queue",
      "switch-table",
      "relay",
      "replay",
    ];
    expect(order.filter((name) => wanted.includes(name))).toEqual(wanted);
  });

  it("has a name for every control", async () => {
    const { page, send } = await openPage(wide);
    await send(firstSource, "Valid", "accepted");
    const protocol = await page.context().newCDPSession(page);
    const { nodes } = await protocol.send("Accessibility.getFullAXTree");
    const roles = /^(button|switch|combobox|link|checkbox|textbox|DisclosureTriangle|region|dialog)$/;
    const controls = nodes.filter(({ role, ignored }) => !ignored && roles.test(String(role?.value)));
    expect(controls.length).toBeGreaterThan(15);
    const names = controls.map(({ name }) => String(name?.value ?? "").trim());
    expect(controls.filter((_, index) => names[index] === "").map(({ role }) => role?.value)).toEqual([]);
    const wanted = ["Keys", "Source", "Example", "Valid", "Repeated", "Forged", "Broken", "Queue", "Table"];
    expect(names).toEqual(expect.arrayContaining([...wanted, "Send deferred", "Deliveries", "Controls"]));
    for (const landmark of ["banner", "main"] as const)
      expect(await page.getByRole(landmark).count()).toBe(1);
  });

  it("moves nothing that a person reads when something arrives, and says how much there is above", async () => {
    const { page, send } = await openPage({ viewport: { width: 1200, height: 500 } });
    for (let count = 0; count < 8; count += 1) await send(firstSource, "Forged", "refused");
    const read = page.locator("#list li:nth-child(6) .row");
    await read.click();
    const id = await read.getAttribute("data-id");
    await page.locator("#list").evaluate((list) => list.scrollTo(0, 130));
    const kept = page.locator(`.row[data-id="${id}"]`);
    const before = await kept.boundingBox();
    // Somebody else's, so that the page has no reason to go there.
    const other = await openPage(wide);
    await other.send(firstSource, "Valid", "accepted");
    await page.locator("#unseen", { hasText: "1 new" }).waitFor();
    expect(await kept.boundingBox()).toEqual(before);
    expect(await kept.getAttribute("aria-current")).toBe("true");
    await page.locator("#unseen").click();
    await page.locator("#unseen").waitFor({ state: "hidden" });
    expect(await page.locator("#list").evaluate((list) => list.scrollTop)).toBe(0);
  });

  it("keeps what is chosen, and the focus, through connections that break", async () => {
    const { page, row, send, received } = await openPage(wide);
    for (let count = 0; count < 3; count += 1) await send(firstSource, "Forged", "refused");
    await page.reload();
    await row("refused").first().waitFor();
    const state = received.filter((text) => text.includes('"type":"state"')).at(-1);
    // A stream that ends after its first update, again and again.
    await page.route("**/stream", (route) =>
      route.fulfill({ contentType: "text/event-stream", body: `data: ${state}\n\n` }),
    );
    await page.reload();
    const chosen = page.locator("#list li:nth-child(3) .row");
    await chosen.click();
    const id = await chosen.getAttribute("data-id");
    for (let count = 0; count < 2; count += 1) await page.waitForResponse("**/stream");
    expect(await page.locator('[aria-current="true"]').getAttribute("data-id")).toBe(id);
    expect(await page.evaluate(focusedControl)).toMatchObject({ name: id });
  });

  it("holds no connection in tabs that nobody sees, of which a browser has six", async () => {
    if (!browser) throw new Error(noChromium);
    const context = await browser.newContext();
    context.setDefaultTimeout(20_000);
    const become = (isHidden: boolean) => `(() => {
      Object.defineProperty(document, "hidden", { configurable: true, value: ${isHidden} });
      document.dispatchEvent(new Event("visibilitychange"));
    })()`;
    const tabs: Page[] = [];
    for (let count = 0; count < 8; count += 1) {
      for (const tab of tabs) await tab.evaluate(become(true));
      const tab = await context.newPage();
      await tab.goto(inspected().url);
      await tab.getByText("live", { exact: true }).waitFor();
      tabs.push(tab);
    }
    const [forgotten] = tabs;
    if (!forgotten) throw new Error("there is no tab");
    expect(await forgotten.getByText("connecting …", { exact: true }).isVisible()).toBe(true);
    const rows = forgotten.locator(".row");
    const before = await rows.count();
    await tabs.at(-1)?.getByRole("button", { name: "Forged" }).click();
    await tabs.at(-1)?.locator(".row").nth(before).waitFor();
    expect(await rows.count()).toBe(before);
    await forgotten.evaluate(become(false));
    await forgotten.getByText("live", { exact: true }).waitFor();
    expect(await rows.count()).toBe(before + 1);
    await context.close();
  });

  it("announces a burst in few sentences", async () => {
    const { page, row } = await openPage(wide);
    await page.evaluate(gatherAnnouncements);
    const before = await row("refused").count();
    for (let count = 0; count < 5; count += 1) await page.keyboard.press("3");
    await row("refused")
      .nth(before + 4)
      .waitFor();
    await page.locator("#announcements", { hasText: /refused/ }).waitFor();
    await page.waitForFunction(
      `announced.join(" ").match(/\\d+(?= refused)|: refused/g)?.reduce((sum, one) => sum + (Number(one) || 1), 0) === 5`,
    );
    expect(await page.evaluate("announced.length")).toBeLessThan(5);
  });

  it("has the detail in the list's place on a narrow screen, with ways back", async () => {
    const { page, row, send } = await openPage(narrow);
    await send(firstSource, "Valid", "accepted");
    const chosen = row("accepted").first();
    await chosen.click();
    await page.getByRole("heading", { name: `Accepted ${firstSource}` }).waitFor();
    expect(await chosen.isVisible()).toBe(false);
    await page.getByRole("button", { name: "All deliveries" }).click();
    await chosen.waitFor();
    expect(await chosen.evaluate((one) => one.matches(":focus"))).toBe(true);
    await page.keyboard.press("Enter");
    await chosen.waitFor({ state: "hidden" });
    await page.goBack();
    await chosen.waitFor();
    await page.keyboard.press("Enter");
    await chosen.waitFor({ state: "hidden" });
    await page.keyboard.press("Escape");
    await chosen.waitFor();
  });

  it("shows on a narrow screen what comes of a replay, and does nothing whose result could not be seen", async () => {
    const { page, row, send } = await openPage(narrow);
    await send(firstSource, "Broken", "quarantined");
    await row("quarantined").first().click();
    await page.keyboard.press("q");
    await page.keyboard.press("r");
    await page.locator("#replay-result", { hasText: "Still not understood" }).waitFor();
    await expectTidy(page);
    await page.keyboard.press("Escape");
    await row("quarantined").first().click();
    expect(await page.locator("#switch-queue").getAttribute("aria-checked")).toBe("true");
  });

  describe.each([
    ["360 px", narrow],
    ["768 px", { viewport: { width: 768, height: 1024 } }],
    ["1024 px", { viewport: { width: 1024, height: 768 } }],
    ["1440 px", wide],
  ])("at %s", (_, screen) => {
    it("has nothing over another, and nothing beyond its sides", async () => {
      const { page, row, send } = await openPage(screen);
      await expectTidy(page);
      for (const [index, [kind, outcome]] of sends.entries())
        await send(vendors[index % vendors.length]?.id ?? firstSource, kind, outcome);
      for (const [, outcome] of sends) {
        await row(outcome).first().click();
        await page.locator("#detail-title").waitFor();
        await expectTidy(page);
        await page.keyboard.press("Escape");
        await row(outcome).first().waitFor();
        await expectTidy(page);
      }
    });
  });

  it.each(["light", "dark"] as const)(
    "has enough contrast in %s colours, for every outcome",
    async (colorScheme) => {
      const { page, row, send } = await openPage({ ...wide, colorScheme });
      await send(firstSource, "Repeated", "duplicate");
      await send(firstSource, "Forged", "refused");
      await send(firstSource, "Broken", "quarantined");
      await page.getByRole("switch", { name: "Queue" }).click();
      await page.locator('#switch-queue[aria-checked="false"]').waitFor();
      await send(firstSource, "Valid", "deferred");
      await page.getByRole("switch", { name: "Table" }).click();
      await page.locator('#switch-table[aria-checked="false"]').waitFor();
      await send(firstSource, "Valid", "failed");
      for (const outcome of ["accepted", "duplicate", "refused", "quarantined", "deferred", "failed"]) {
        await row(outcome).first().click();
        const { found, checked } = await page.evaluate<{ found: string[]; checked: number }>(lowContrasts);
        expect(found, outcome).toEqual([]);
        expect(checked).toBeGreaterThan(40);
      }
    },
  );

  it("looks different in light and dark", async () => {
    const { page } = await openPage(wide);
    await page.emulateMedia({ colorScheme: "light" });
    const light = await page.screenshot();
    await page.emulateMedia({ colorScheme: "dark" });
    expect((await page.screenshot()).equals(light)).toBe(false);
  });

  it("shows what strangers send as the text that it is, number by number", async () => {
    const { page, row } = await openPage(narrow);
    const markup = "<img src=x onerror='document.title = 1'>";
    const long = "x".repeat(3000);
    const bodies = [
      `{"${markup}": "${markup}", "number": 12345678901234567890, "decimal": 100.0, "long": "${long}"}`,
      `not JSON ${markup} ${long}`,
      `[${"[".repeat(60)}${"]".repeat(60)}]`,
      JSON.stringify(
        Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`field${index}`, index])),
      ),
    ];
    const { http } = inspected().running.endpoints;
    for (const body of bodies) {
      const before = await row("refused").count();
      record("bodies", body);
      await post(`${http}/${secondSource}`, { "user-agent": markup }, body);
      await row("refused").nth(before).waitFor();
      await row("refused").first().click();
      const id = await row("refused").first().getAttribute("data-id");
      await page.locator(".facts", { hasText: `${id}` }).waitFor();
      await expectTidy(page);
      await page.keyboard.press("Escape");
    }
    await row("refused")
      .nth(bodies.length - 1)
      .click();
    expect(await page.locator(".original .number").allTextContents()).toEqual([
      "12345678901234567890",
      "100.0",
    ]);
    expect(await page.locator(".original .key").first().textContent()).toBe(JSON.stringify(markup));
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.title()).toBe("Intake inspector");
  });

  it.each([
    ["lists", "[", "]"],
    ["objects", '{"a":', "}"],
  ])("survives a stranger's %s within one another, without end", async (_, start, end) => {
    const { page, row } = await openPage(wide);
    const { http } = inspected().running.endpoints;
    const before = await row("refused").count();
    const body = `${start.repeat(1900)}${start === "[" ? "" : "1"}${end.repeat(1900)}`;
    await post(`${http}/${secondSource}`, {}, body);
    await row("refused").nth(before).waitFor();
    await row("refused").first().click();
    await page.locator(".original .json").getByText("… and more inside").waitFor();
    expect(await page.locator(".original summary").count()).toBeLessThan(100);
  });

  it("never learns a secret", async () => {
    const { page, send, received } = await openPage(wide);
    for (const { id } of vendors) {
      await send(id, "Valid", "accepted");
      await send(id, "Forged", "refused");
      await send(id, "Broken", "quarantined");
    }
    const secrets = Object.values(inspected().running.endpoints.secrets).flatMap((held) =>
      Object.values(held),
    );
    expect(secrets.length).toBeGreaterThan(3);
    const known = [...received, await page.evaluate<string>(keptText)].join("\n");
    expect(known).toContain("specversion");
    expect(secrets.filter((secret) => known.includes(secret))).toEqual([]);
    const base64 = secrets.map((secret) => Buffer.from(secret).toString("base64"));
    expect(base64.filter((secret) => known.includes(secret))).toEqual([]);
  });
});

async function expectTidy(page: InspectorPage["page"]): Promise<void> {
  expect(await page.evaluate(sidewaysScroll)).toBeLessThanOrEqual(0);
  const { found, checked } = await page.evaluate<{ found: string[]; checked: number }>(overlaps);
  expect(found).toEqual([]);
  expect(checked).toBeGreaterThan(20);
}
