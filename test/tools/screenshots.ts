import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import type { Browser } from "playwright-core";
import { vendors } from "../../functions/vendors.ts";
import { createCommand, run } from "../../infra/command-line/command.ts";
import { UsageError } from "../../infra/command-line/usage-error.ts";
import { startInspectedIntake } from "../../infra/inspector/inspected-intake.ts";
import { projectDirectory } from "../../infra/project.ts";
import { findChromium, launchChromium, noChromium } from "../support/chromium.ts";
import { type InspectorPage, openInspector, type Screen } from "../support/inspector-page.ts";

interface Picture {
  readonly name: string;
  readonly screen: Screen;
  /** Undefined shows the list alone. */
  readonly shown: string | undefined;
}

const wide = { width: 1440, height: 900 };
const pictures: readonly Picture[] = [
  { name: "inspector-light", screen: { viewport: wide, colorScheme: "light" }, shown: "Accepted" },
  { name: "inspector-dark", screen: { viewport: wide, colorScheme: "dark" }, shown: "Quarantined" },
  {
    name: "inspector-narrow",
    screen: { viewport: { width: 360, height: 740 }, colorScheme: "light", deviceScaleFactor: 2 },
    shown: undefined,
  },
];

/** In bytes. A larger picture would slow the README. */
const largestPicture = 250_000;

async function takeAll(options: { readonly directory: string }): Promise<void> {
  const chromium = findChromium();
  if (chromium === undefined) throw new UsageError(noChromium);
  const directory = resolve(options.directory);
  mkdirSync(directory, { recursive: true });
  const ports = { http: 0, mutualTls: 0, aws: 0 };
  const own = mkdtempSync(join(tmpdir(), "notification-intake-"));
  const intake = await startInspectedIntake({ directory: own, ports, onLog: () => undefined }, 0);
  const { inspector = "" } = intake.endpoints;
  const browser = await launchChromium(chromium);
  try {
    await deliverSome(await openInspector(browser, inspector));
    for (const picture of pictures) await take(browser, inspector, picture, directory);
  } finally {
    await browser.close();
    await intake.stop();
    rmSync(own, { recursive: true, force: true });
  }
}

/** A delivery of every outcome but `failed`. */
async function deliverSome({ page, send }: InspectorPage): Promise<void> {
  const [first, second, third, fourth] = [...vendors, ...vendors].map(({ id }) => id);
  if (!first || !second || !third || !fourth) throw new Error("there are no sources");
  // The first of each starts a process. Later ones show usual times.
  for (const { id } of vendors) await send(id, "valid", "Accepted");
  await send(fourth, "repeated", "Duplicate");
  await send(second, "forged", "Refused");
  await send(first, "broken", "Quarantined");
  const queue = (isOn: boolean) => page.getByRole("switch", { name: "Queue", checked: isOn });
  await queue(true).click();
  await queue(false).waitFor();
  await send(third, "valid", "Deferred");
  await queue(false).click();
  await queue(true).waitFor();
  await send(second, "valid", "Accepted");
  await send(first, "valid", "Accepted");
}

async function take(browser: Browser, url: string, picture: Picture, directory: string): Promise<void> {
  const { page, rows } = await openInspector(browser, url, picture.screen);
  if (picture.shown !== undefined) await rows(picture.shown).first().click();
  await page.mouse.move(0, 0);
  const path = join(directory, `${picture.name}.png`);
  await page.screenshot({ path });
  await page.context().close();
  const { size } = statSync(path);
  if (size > largestPicture) throw new Error(`${path} has ${size} bytes, more than ${largestPicture}`);
  process.stdout.write(`${relative(process.cwd(), path)}  ${Math.round(size / 1000)} kB\n`);
}

const command = createCommand("screenshots", "Takes the README's pictures of the inspector.")
  .option("--directory <path>", "where they go", join(projectDirectory, "docs", "images"))
  .addHelpText(
    "after",
    `
Starts the intake with its inspector on free ports, delivers a few notifications of each kind, and takes
inspector-light.png and inspector-dark.png (1440 × 900) and inspector-narrow.png (360 × 740, twice as fine).
Needs Chromium: on the PATH, or named in the variable CHROMIUM.`,
  )
  .action(takeAll);

await run(command);
