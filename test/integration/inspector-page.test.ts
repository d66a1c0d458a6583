import { describe, expect, it } from "vitest";
import { vendors } from "../../functions/vendors.ts";
import { post } from "../../infra/simulators/post.ts";
import { useInspectorBrowser } from "../support/inspector-browser.ts";
import type { InspectorPage } from "../support/inspector-page.ts";
import { checkWithAxe, findLayoutFaults, readFocus, readKeptText } from "../support/page-probes.ts";
import { record } from "../support/records.ts";

const [{ id: firstSource }, { id: secondSource }] = vendors;
const wide = { viewport: { width: 1440, height: 900 } } as const;
const narrow = { viewport: { width: 360, height: 740 } } as const;

const inspector = useInspectorBrowser();
const switchOf = ({ page }: InspectorPage, name: string, isOn: boolean) =>
  page.getByRole("switch", { name, checked: isOn });
const title = ({ page }: InspectorPage, text: string) =>
  page.getByRole("heading", { name: text, exact: true });
const pane = ({ page }: InspectorPage, name: string) => page.getByRole("region", { name, exact: true });

describe("the inspector's page", { timeout: 60_000 }, () => {
  it("shows a delivery's event beside the original, and how long each step took", async () => {
    const opened = await inspector.open(wide);
    await opened.send(firstSource, "valid", "Accepted");
    await title(opened, `Accepted ${firstSource}`).waitFor();
    const [event, original] = [pane(opened, "Event"), pane(opened, "Original")];
    expect(await event.textContent()).toContain(`"source": "${firstSource}"`);
    expect(await original.textContent()).not.toContain(`"specversion"`);
    const [left, right] = [await event.boundingBox(), await original.boundingBox()];
    expect(left?.y).toBe(right?.y);
    expect((left?.x ?? 0) + (left?.width ?? 0)).toBeLessThanOrEqual(right?.x ?? 0);
    const steps = opened.page.getByRole("table", { name: "How long each step took" });
    expect(await steps.getByRole("rowheader").allTextContents()).toEqual(
      expect.arrayContaining(["send", "own work", "total"]),
    );
  });

  it("says why a delivery was refused or quarantined, and replays what the quarantine holds", async () => {
    const opened = await inspector.open(wide);
    const { page, send } = opened;
    await send(firstSource, "forged", "Refused");
    await title(opened, `Refused ${firstSource}`).waitFor();
    expect(await pane(opened, "Event").textContent()).toContain("A refused delivery is not stored");
    expect(await page.getByRole("button", { name: "Replay" }).count()).toBe(0);
    await send(firstSource, "broken", "Quarantined");
    await title(opened, `Quarantined ${firstSource}`).waitFor();
    expect(await pane(opened, "In quarantine").textContent()).toContain('"issues"');
    await page.getByRole("button", { name: "Replay" }).click();
    await page.getByRole("status", { name: "Replay" }).getByText("Still not understood").waitFor();
  });

  it("defers while the queue is off, relays the outbox, and sends while the table is off", async () => {
    const opened = await inspector.open(wide);
    const { page, rows, send } = opened;
    const outbox = (text: RegExp) =>
      page.locator("dt", { hasText: "outbox" }).locator("+ dd", { hasText: text });
    await switchOf(opened, "Queue", true).click();
    await switchOf(opened, "Queue", false).waitFor();
    await send(firstSource, "valid", "Deferred");
    await outbox(/^[1-9]/).waitFor();
    expect(await pane(opened, "Event").textContent()).toContain("waits in the outbox");
    await switchOf(opened, "Queue", false).click();
    await switchOf(opened, "Queue", true).waitFor();
    await page.getByRole("button", { name: "Relay outbox" }).click();
    await outbox(/^0$/).waitFor();
    await rows("Deferred").first().getByText("sent since").waitFor();
    expect(await pane(opened, "Event").textContent()).toContain(`"source": "${firstSource}"`);
    await switchOf(opened, "Table", true).click();
    await switchOf(opened, "Table", false).waitFor();
    await send(firstSource, "valid", "Accepted");
    await page.getByText("The table did not answer").first().waitFor();
  });

  it("does everything by the keyboard alone", async () => {
    const opened = await inspector.open(wide);
    const { page, rows } = opened;
    const { keyboard } = page;
    await keyboard.press("1");
    await title(opened, `Accepted ${firstSource}`).waitFor();
    await keyboard.press("4");
    await title(opened, `Quarantined ${firstSource}`).waitFor();
    await keyboard.press("l");
    await keyboard.press("ArrowDown");
    await title(opened, `Accepted ${firstSource}`).waitFor();
    await keyboard.press("Home");
    await keyboard.press("Enter");
    await expect.poll(async () => (await readFocus(page)).name).toBe("detail-title");
    await keyboard.press("r");
    await page.getByText("Still not understood").waitFor();
    await keyboard.press("Escape");
    expect(
      await rows("Quarantined")
        .first()
        .evaluate((row) => row.matches(":focus")),
    ).toBe(true);
    await keyboard.press("q");
    await switchOf(opened, "Queue", false).waitFor();
    await keyboard.press("1");
    await rows("Deferred").first().waitFor();
    await keyboard.press("q");
    await switchOf(opened, "Queue", true).waitFor();
    await keyboard.press("o");
    await page.getByText(/^Sent \d+ deferred message|^The outbox is empty/).waitFor();
    await keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    await keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
  });

  it("moves nothing that a person reads when a delivery arrives, and counts the new rows above", async () => {
    const { page, rows } = await inspector.open({ viewport: { width: 1200, height: 500 } });
    const before = await rows("Refused").count();
    for (let presses = 0; presses < 8; presses += 1) await page.keyboard.press("3");
    await rows("Refused")
      .nth(before + 7)
      .waitFor();
    const list = page.getByRole("list", { name: "Deliveries" });
    await rows("Refused").nth(5).click();
    const read = list.locator('[aria-current="true"]');
    await list.evaluate((element) => element.scrollTo(0, 130));
    const box = await read.boundingBox();
    // A person in another window sends it, so this page has no reason to choose it.
    const other = await inspector.open(wide);
    await other.send(firstSource, "valid", "Accepted");
    const unread = page.getByRole("button", { name: "↑ 1 new" });
    await unread.waitFor();
    expect(await read.boundingBox()).toEqual(box);
    await unread.click();
    await unread.waitFor({ state: "hidden" });
    expect(await list.evaluate((element) => element.scrollTop)).toBe(0);
  });

  it("keeps the chosen delivery and the focus through connections that break", async () => {
    const { page, rows, received } = await inspector.open(wide);
    for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press("3");
    await rows("Refused").nth(2).waitFor();
    await page.reload();
    await rows("Refused").nth(2).waitFor();
    const state = received.findLast((text) => text.includes('"type":"state"'));
    // A stream that ends after its first update, again and again.
    await page.route("**/stream", (route) =>
      route.fulfill({ contentType: "text/event-stream", body: `data: ${state}\n\n` }),
    );
    await page.reload();
    await rows("Refused").nth(2).click();
    const id = await rows("Refused").nth(2).getAttribute("data-id");
    for (let times = 0; times < 2; times += 1) await page.waitForResponse("**/stream");
    expect(await page.locator('[aria-current="true"]').getAttribute("data-id")).toBe(id);
    expect((await readFocus(page)).name).toBe(id);
  });

  it("shows the detail in the list's place on a narrow screen, with ways back", async () => {
    const opened = await inspector.open(narrow);
    const { page, rows, send } = opened;
    await send(firstSource, "broken", "Quarantined");
    const row = rows("Quarantined").first();
    await row.click();
    await title(opened, `Quarantined ${firstSource}`).waitFor();
    expect(await row.isVisible()).toBe(false);
    // Nobody could see what this key does.
    await page.keyboard.press("q");
    await page.keyboard.press("r");
    await page.getByText("Still not understood").waitFor();
    await page.getByRole("button", { name: "All deliveries" }).click();
    await row.waitFor();
    expect(await row.evaluate((element) => element.matches(":focus"))).toBe(true);
    expect(await switchOf(opened, "Queue", true).count()).toBe(1);
    for (const goBack of [() => page.goBack(), () => page.keyboard.press("Escape")]) {
      await page.keyboard.press("Enter");
      await row.waitFor({ state: "hidden" });
      await goBack();
      await row.waitFor();
    }
  });

  it.each([
    ["light", wide],
    ["dark", narrow],
  ] as const)("satisfies every rule of axe-core in %s colours, %o", async (colorScheme, screen) => {
    const { page, rows, send } = await inspector.open({ ...screen, colorScheme });
    const check = async (state: string) => {
      const { violations, passed } = await checkWithAxe(page);
      expect(violations, state).toEqual([]);
      expect(passed, state).toBeGreaterThan(15);
    };
    await send(firstSource, "repeated", "Duplicate");
    await send(secondSource, "broken", "Quarantined");
    await check("a list");
    await rows("Quarantined").first().click();
    await page.getByRole("button", { name: "Replay" }).waitFor();
    await check("a delivery");
    await page.getByRole("button", { name: "Keys" }).click();
    await check("the keys");
  });

  it("shows what strangers send as text, number by number, within its sides", async () => {
    const { page, rows } = await inspector.open(narrow);
    const markup = "<img src=x onerror='document.title = 1'>";
    const long = "x".repeat(3000);
    const bodies = [
      `{"${markup}": "${markup}", "number": 12345678901234567890, "decimal": 100.0, "long": "${long}"}`,
      `not JSON ${markup} ${long}`,
      `${'{"a":'.repeat(1900)}1${"}".repeat(1900)}`,
      JSON.stringify(
        Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`field${index}`, index])),
      ),
    ];
    const shown: string[] = [];
    for (const body of bodies) {
      const before = await rows("Refused").count();
      record("bodies", body);
      await post(
        `${inspector.intake().running.endpoints.http}/${secondSource}`,
        { "user-agent": markup },
        body,
      );
      await rows("Refused").nth(before).waitFor();
      await rows("Refused").first().click();
      const original = page.getByRole("region", { name: "Original" });
      await original.waitFor();
      expect(await findLayoutFaults(page)).toEqual([]);
      shown.push((await original.textContent()) ?? "");
      await page.keyboard.press("Escape");
      await rows("Refused").first().waitFor();
    }
    expect(shown[0]).toContain(`${JSON.stringify(markup)}: ${JSON.stringify(markup)}`);
    expect(shown[0]).toMatch(/12345678901234567890.*100\.0/);
    expect(shown[1]).toContain(markup);
    expect(shown[2]).toContain("… and 1 field more");
    expect(shown[3]).toMatch(/… and \S+ fields more|cut here/);
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.title()).toBe("Intake inspector");
  });

  it("never learns a secret", async () => {
    const { page, send, received } = await inspector.open(wide);
    await send(firstSource, "valid", "Accepted");
    await send(firstSource, "forged", "Refused");
    const { secrets } = inspector.intake().running.endpoints;
    const values = Object.values(secrets).flatMap((secret) => Object.values(secret));
    expect(values.length).toBeGreaterThan(3);
    const known = [...received, await readKeptText(page)].join("\n");
    expect(known).toContain("specversion");
    expect(values.filter((value) => known.includes(value))).toEqual([]);
  });
});
