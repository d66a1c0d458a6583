import { afterEach, vi } from "vitest";

// Files share workers. Vitest's own options undo only before the next test, and a file's code runs before that.
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});
