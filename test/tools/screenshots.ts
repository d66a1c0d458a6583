import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { vendors } from "../../functions/vendors.ts";
import { createCommand, run } from "../../infra/command-line/command.ts";
import { UsageError } from "../../infra/command-line/usage-error.ts";
import { startInspectedIntake } from "../../infra/inspector/inspected-intake.ts";
import { projectDirectory } from "../../infra/project.ts";
import { findChromium, launchChromium, noChromium } from "../support/chromium.ts";
import { type InspectorPage, openInspector, type Screen } from "../support/inspector-page.ts";

const wide = { width: 1440, height: 900 };
const narrow = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2 };

/** Without an outcome that is shown, the list alone. */
const pictures: readonly (readonly [name: string, screen: Screen, shown?: string])[] = [
  ["inspector-light", { viewport: wide, colorScheme: "light" }, "Accepted"],
  ["inspector-dark", { viewport: wide, colorScheme: "dark" }, "Quarantined"],
  ["inspector-narrow", { ...narrow, colorScheme: "light" }],
];

/** In bytes. A larger picture would slow the README. */
const largestPicture = 250_000;

async function takeAll(): Promise<void> {
  const chromium = findChromium();
  if (chromium === undefined) throw new UsageError(noChromium);
  const ports = { http: 0, mutualTls: 0, aws: 0 };
  const directory = mkdtempSync(join(tmpdir(), "notification-intake-"));
  const intake = await startInspectedIntake({ directory, ports, onLog: () => undefined }, 0);
  const { inspector = "" } = intake.endpoints;
  const browser = await launchChromium(chromium);
  try {
    await deliverSome(await openInspector(browser, inspector));
    for (const picture of pictures) await take(await openInspector(browser, inspector, picture[1]), picture);
  } finally {
    await browser.close();
    await intake.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A delivery of every outcome but `failed`. */
async function deliverSome({ send, switchOf }: InspectorPage): Promise<void> {
  const [first, second, third, fourth] = [...vendors, ...vendors].map(({ id }) => id);
  if (!first || !second || !third || !fourth) throw new Error("there are no sources");
  // The first of each starts a process. Later ones show usual times.
  for (const { id } of vendors) await send(id, "valid", "Accepted");
  await send(fourth, "repeated", "Duplicate");
  await send(second, "forged", "Refused");
  await send(first, "broken", "Quarantined");
  await switchOf("Queue", true).click();
  await switchOf("Queue", false).waitFor();
  await send(third, "valid", "Deferred");
  await switchOf("Queue", false).click();
  await switchOf("Queue", true).waitFor();
  await send(second, "valid", "Accepted");
  await send(first, "valid", "Accepted");
}

async function take(
  { page, rows }: InspectorPage,
  [name, , shown]: (typeof pictures)[number],
): Promise<void> {
  if (shown !== undefined) await rows(shown).first().click();
  await page.mouse.move(0, 0);
  const path = join(projectDirectory, "docs", "images", `${name}.png`);
  await page.screenshot({ path });
  await page.context().close();
  const { size } = statSync(path);
  if (size > largestPicture) throw new Error(`${path} has ${size} bytes, more than ${largestPicture}`);
  process.stdout.write(`${relative(process.cwd(), path)}  ${Math.round(size / 1000)} kB\n`);
}

const command = createCommand("screenshots", "Takes the README's pictures of the inspector.")
  .addHelpText("after", "\nNeeds Chromium: on the PATH, or named in the variable CHROMIUM.")
  .action(takeAll);

await run(command);
