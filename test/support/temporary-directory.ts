import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, onTestFinished, TestRunner } from "vitest";

/** A new folder. It is removed after the test that asks for it, or after the file if no test has begun. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "notification-intake-"));
  const removeLater = TestRunner.getCurrentTest() ? onTestFinished : afterAll;
  removeLater(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
