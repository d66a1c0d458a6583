import { describe, expect, it } from "vitest";
import { vendors } from "../../functions/vendors.ts";
import { post } from "../../infra/simulators/post.ts";
import { useInspectorBrowser } from "../support/inspector-browser.ts";
import { checkWithAxe, findLayoutFaults, readFocus } from "../support/page-probes.ts";
import { record } from "../support/records.ts";

const [source = "", secondSource = ""] = vendors.map(({ id }) => id).sort();
const inspector = useInspectorBrowser();

describe("the inspector's page", { timeout: 60_000 }, () => {
  it("shows by the keyboard alone what a delivery becomes", async () => {
    const { page, rows, title, pane, switchOf } = await inspector.open({ colorScheme: "light" });
    const press = (key: string) => page.keyboard.press(key);
    await press("1");
    await title(`Accepted ${source}`).waitFor();
    expect(await pane("Event").textContent()).toContain(`"source": "${source}"`);
    expect(await pane("Original").textContent()).not.toContain(`"specversion"`);
    const [left, right] = [await pane("Event").boundingBox(), await pane("Original").boundingBox()];
    expect(left?.y).toBe(right?.y);
    expect((left?.x ?? 0) + (left?.width ?? 0)).toBeLessThanOrEqual(right?.x ?? 0);
    const steps = page.getByRole("table", { name: "How long each step took" });
    const names = await steps.getByRole("rowheader").allTextContents();
    expect(names).toEqual(expect.arrayContaining(["send", "own work", "total"]));
    await press("2");
    await title(`Duplicate ${source}`).waitFor();
    await press("3");
    await title(`Refused ${source}`).waitFor();
    expect(await pane("Event").textContent()).toContain("refused it and stored nothing");
    expect(await page.getByRole("button", { name: "Replay" }).count()).toBe(0);
    await press("4");
    await title(`Quarantined ${source}`).waitFor();
    expect(await pane("In quarantine").textContent()).toContain('"issues"');
    await press("l");
    await press("ArrowDown");
    await title(`Refused ${source}`).waitFor();
    await press("Home");
    await press("Enter");
    await expect.poll(async () => (await readFocus(page)).name).toBe("detail-title");
    await press("r");
    await page.getByRole("status", { name: "Replay" }).getByText("Still not understood").waitFor();
    await press("Escape");
    expect(
      await rows("Quarantined")
        .first()
        .evaluate((row) => row.matches(":focus")),
    ).toBe(true);
    expect(await checkWithAxe(page)).toEqual({
      violations: [],
      passed: expect.toSatisfy((rules) => rules > 15),
    });
    await press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    expect((await checkWithAxe(page)).violations).toEqual([]);
    await press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });

    const outbox = (text: RegExp) =>
      page.locator("dt", { hasText: "outbox" }).locator("+ dd", { hasText: text });
    await press("q");
    await switchOf("Queue", false).waitFor();
    await press("1");
    await title(`Deferred ${source}`).waitFor();
    await outbox(/^[1-9]/).waitFor();
    expect(await pane("Event").textContent()).toContain("waits in the outbox");
    await press("q");
    await switchOf("Queue", true).waitFor();
    await press("o");
    await outbox(/^0$/).waitFor();
    await rows("Deferred").first().getByText("sent since").waitFor();
    expect(await pane("Event").textContent()).toContain(`"source": "${source}"`);
    await press("t");
    await switchOf("Table", false).waitFor();
    await press("1");
    await page.getByText("The table did not answer").first().waitFor();
  });

  it("shows the detail in the list's place on a narrow screen, with ways back", async () => {
    const narrow = { viewport: { width: 360, height: 740 }, colorScheme: "dark" } as const;
    const { page, rows, send, title, switchOf } = await inspector.open(narrow);
    await send(source, "repeated", "Duplicate");
    await send(secondSource, "broken", "Quarantined");
    const row = rows("Quarantined").first();
    await row.click();
    await title(`Quarantined ${secondSource}`).waitFor();
    expect(await row.isVisible()).toBe(false);
    // The key's button is hidden.
    await page.keyboard.press("q");
    await page.keyboard.press("r");
    await page.getByText("Still not understood").waitFor();
    await page.getByRole("button", { name: "All deliveries" }).click();
    await row.waitFor();
    expect(await row.evaluate((element) => element.matches(":focus"))).toBe(true);
    expect(await switchOf("Queue", true).count()).toBe(1);
    for (const goBack of [() => page.goBack(), () => page.locator("#detail-title").press("Escape")]) {
      await page.keyboard.press("Enter");
      await row.waitFor({ state: "hidden" });
      await goBack();
      await row.waitFor();
    }
  });

  it("shows foreign bodies as text, number by number, without scrolling sideways", async () => {
    const { page, rows, pane } = await inspector.open({ viewport: { width: 360, height: 740 } });
    const markup = "<img src=x onerror='document.title = 1'>";
    const long = "x".repeat(3000);
    const fields = Object.fromEntries(Array.from({ length: 1200 }, (_, index) => [index, index]));
    const bodies: readonly (readonly [string, RegExp])[] = [
      [`{"${markup}": "${long}", "a": 12345678901234567890, "b": 100.0}`, /12345678901234567890.*100\.0/],
      [`not JSON ${markup} ${long}`, /<img src=x/],
      [`${'{"a":'.repeat(1900)}1${"}".repeat(1900)}`, /… and 1 field more/],
      [JSON.stringify(fields), /… and 700 fields more/],
    ];
    for (const [body, shown] of bodies) {
      const before = await rows("Refused").count();
      record("bodies", body);
      const { http } = inspector.running().endpoints;
      await post(`${http}/${secondSource}`, { "user-agent": markup }, body);
      await rows("Refused").nth(before).waitFor();
      await rows("Refused").first().click();
      await pane("Original").waitFor();
      expect(await findLayoutFaults(page)).toEqual([]);
      expect(await pane("Original").textContent()).toMatch(shown);
      await page.keyboard.press("Escape");
      await rows("Refused").first().waitFor();
    }
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.title()).toBe("Intake inspector");
  });

  it("keeps what a person reads in its place, through arrivals and broken connections", async () => {
    const { page, rows, forgive } = await inspector.open({ viewport: { width: 1200, height: 500 } });
    const before = await rows("Refused").count();
    for (let presses = 0; presses < 8; presses += 1) await page.keyboard.press("3");
    await rows("Refused")
      .nth(before + 7)
      .waitFor();
    const list = page.getByRole("region", { name: "Deliveries" });
    await rows("Refused").nth(5).click();
    const read = list.locator('[aria-current="true"]');
    await list.evaluate((element) => element.scrollTo(0, 130));
    const box = await read.boundingBox();
    // Another window sends it, so this page keeps its choice.
    const other = await inspector.open();
    await other.send(source, "valid", "Accepted");
    const unread = page.getByRole("button", { name: "↑ 1 new" });
    await unread.waitFor();
    expect(await read.boundingBox()).toEqual(box);
    await unread.click();
    await unread.waitFor({ state: "hidden" });
    expect(await list.evaluate((element) => element.scrollTop)).toBe(0);

    await page.reload();
    await rows("Refused").nth(2).waitFor();
    await rows("Refused").nth(2).click();
    const id = await rows("Refused").nth(2).getAttribute("data-id");
    await page.route("**/changes", (route) => route.fulfill({ status: 503, body: "" }));
    await page.getByText("reconnecting …").waitFor();
    await page.unroute("**/changes");
    await page.getByText("live", { exact: true }).waitFor();
    forgive(/503/);
    expect(await read.getAttribute("data-id")).toBe(id);
    expect((await readFocus(page)).name).toBe(id);
  });
});
