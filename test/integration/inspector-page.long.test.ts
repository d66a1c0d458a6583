import { describe, expect, it, onTestFinished } from "vitest";
import { vendors } from "../../functions/vendors.ts";
import { startInspectedIntake } from "../../infra/inspector/inspected-intake.ts";
import { useInspectorBrowser } from "../support/inspector-browser.ts";
import { checkWithAxe, findLayoutFaults, readFocus } from "../support/page-probes.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const [firstSource = ""] = vendors.map(({ id }) => id).sort();
const states = [
  ["valid", "Accepted", "Event", '"specversion"'],
  ["repeated", "Duplicate", "Event", '"specversion"'],
  ["forged", "Refused", "Response", "401"],
  ["broken", "Quarantined", "In quarantine", '"issues"'],
  ["valid", "Deferred", "Event", "waits in the outbox", "Queue"],
  // The queue is still off.
  ["valid", "Failed", "Response", "503", "Table"],
] as const;

const inspector = useInspectorBrowser();

describe("the inspector's page", { timeout: 120_000 }, () => {
  describe.each([360, 768, 1024, 1440])("%i pixels wide", (width) => {
    it.each(vendors)(
      "shows everything that becomes of $id's deliveries, within its sides",
      async ({ id }) => {
        const colorScheme = width % 3 === 0 ? "dark" : "light";
        const opened = await inspector.open({ viewport: { width, height: 800 }, colorScheme });
        const { page, rows, send, title, pane, switchOf } = opened;
        for (const [kind, outcome, name, content, off] of states) {
          if (off) await switchOf(off, true).click();
          await send(id, kind, outcome);
          expect(await findLayoutFaults(page), outcome).toEqual([]);
          await rows(outcome).first().click();
          await title(`${outcome} ${id}`).waitFor();
          await pane(name).getByText(content).first().waitFor();
          expect(await findLayoutFaults(page), outcome).toEqual([]);
          expect((await checkWithAxe(page)).violations, outcome).toEqual([]);
          await page.keyboard.press("Escape");
        }
      },
    );
  });

  it("says of a function that ends without a word that it failed", async () => {
    const { page, rows, title, pane } = await inspector.open();
    const { aws, processIds } = inspector.running();
    aws.faults.dynamodb.set({ mode: "hangs", takesEffect: false });
    const before = await rows("Failed").count();
    await page.keyboard.press("1");
    await title(`Under way ${firstSource}`).waitFor();
    await expect.poll(() => aws.faults.dynamodb.waiting()).toBeGreaterThan(0);
    for (const pid of processIds()) process.kill(pid, "SIGKILL");
    await rows("Failed").nth(before).waitFor();
    await page.getByText("The function crashed or took too long").first().waitFor();
    expect(await pane("Event").textContent()).toContain("not logged how far");
  });

  it("takes no single key from a choice, nor any once they are switched off", async () => {
    const { page, switchOf } = await inspector.open();
    await page.getByRole("combobox", { name: "Source" }).press("q");
    await page.getByRole("button", { name: "Keys" }).press("?");
    await switchOf("single keys", true).press("Space");
    await page.getByRole("button", { name: "Close" }).press("Enter");
    await page.keyboard.press("q");
    expect(await switchOf("Queue", true).count()).toBe(1);
  });

  it("reaches every control with the Tab key, and shows where the focus is", async () => {
    const { page, send } = await inspector.open();
    await send(firstSource, "broken", "Quarantined");
    await page.getByRole("button", { name: "Replay" }).waitFor();
    const seen = new Map<string, boolean>();
    await page.locator("h1").click();
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press("Tab");
      const { name, isSeen } = await readFocus(page);
      if (name === "") break;
      seen.set(name, isSeen);
    }
    expect([...seen].filter(([, isSeen]) => !isSeen)).toEqual([]);
    const wanted = "Keys,valid,repeated,forged,broken,Queue,Table,Relay outbox,Replay".split(",");
    expect([...seen.keys()].filter((name) => wanted.includes(name))).toEqual(wanted);
  });

  it("asks nothing while its tab is hidden, since a browser opens six connections", async () => {
    const { page, rows } = await inspector.open();
    const become = (isHidden: boolean) =>
      page.evaluate(`(() => {
        Object.defineProperty(document, "hidden", { configurable: true, value: ${isHidden} });
        document.dispatchEvent(new Event("visibilitychange"));
      })()`);
    await become(true);
    await page.waitForResponse("**/changes");
    const before = await rows("").count();
    const other = await inspector.open();
    await other.send(firstSource, "forged", "Refused");
    expect(await rows("").count()).toBe(before);
    await become(false);
    await expect.poll(() => rows("").count()).toBe(before + 1);
  });

  it("announces a burst in few sentences", async () => {
    const { page } = await inspector.open();
    await page.evaluate(`(() => {
      window.announced = [];
      const region = document.querySelector('[aria-label="Arrivals"]');
      new MutationObserver(() => window.announced.push(region.textContent)).observe(region, { childList: true, characterData: true, subtree: true });
    })()`);
    for (let presses = 0; presses < 5; presses += 1) await page.keyboard.press("3");
    const countAnnounced = async () => {
      const said = await page.evaluate<string[]>("announced");
      const numbers = said.join(" ").match(/\d+(?= refused)|: refused/g) ?? [];
      return numbers.reduce((sum, text) => sum + (Number(text) || 1), 0);
    };
    await expect.poll(countAnnounced, { timeout: 20_000 }).toBe(5);
    const said = await page.evaluate<string[]>("announced");
    expect(said.length, said.join("\n")).toBeLessThan(5);
  });
});

function startAnother(port: number) {
  const ports = { http: 0, mutualTls: 0, aws: 0 };
  const options = { directory: temporaryDirectory(), ports, onLog: () => undefined };
  return startInspectedIntake(options, port);
}

it(
  "says what to do first, and finds back to an inspector that was started again",
  { timeout: 120_000 },
  async () => {
    const first = await startAnother(0);
    const url = first.endpoints.inspector ?? "";
    const { page, forgive, rows } = await inspector.open({ reducedMotion: "reduce" }, url);
    try {
      await page.getByText("Nothing has arrived yet.").waitFor();
      expect((await checkWithAxe(page)).violations).toEqual([]);
      await page.getByRole("button", { name: "valid", exact: true }).click();
      await page.getByRole("heading", { name: `Accepted ${firstSource}` }).waitFor();
    } finally {
      await first.stop();
    }
    await page.getByText("reconnecting …").waitFor();
    expect(await page.evaluate("document.getAnimations().length")).toBe(0);
    const second = await startAnother(Number(new URL(url).port));
    // After the page is closed, which would miss it.
    onTestFinished(second.stop);
    await page.getByText("live", { exact: true }).waitFor();
    await page.getByText("Nothing has arrived yet.").waitFor();
    await page.getByRole("button", { name: "forged", exact: true }).click();
    await rows("Refused").waitFor();
    // Chromium writes these if the server is not there or not ready.
    forgive(/^Failed to load resource: .*(net::ERR_|503)/);
  },
);
