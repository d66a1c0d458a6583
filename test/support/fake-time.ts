import { onTestFinished, vi } from "vitest";

/** The test moves the time, until it ends. */
export function fakeTime(settings: Parameters<typeof vi.useFakeTimers>[0]): void {
  vi.useFakeTimers(settings);
  onTestFinished(() => {
    vi.useRealTimers();
  });
}
