import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, onTestFinished, TestRunner } from "vitest";

/** Vitest removes it after the test, or outside a test after the file. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "notification-intake-"));
  const removeLater = TestRunner.getCurrentTest() ? onTestFinished : afterAll;
  removeLater(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
