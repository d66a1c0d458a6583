import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

export const noChromium = "there is no Chromium: install one, or name it in the variable CHROMIUM";

/** The path of an installed Chromium, if any. */
export function findChromium(): string | undefined {
  const { CHROMIUM: named, PATH = "" } = process.env;
  if (named !== undefined) return existsSync(named) ? named : undefined;
  const paths = PATH.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return paths.find((path) => existsSync(path));
}

/** Containers forbid the sandbox. Chromium asks its maker's servers for nothing. */
export function launchChromium(executablePath: string): Promise<Browser> {
  const args = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
  ];
  return chromium.launch({ executablePath, args, headless: true, timeout: 20_000 });
}
