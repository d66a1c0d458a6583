import { expect, it } from "vitest";
import { callBy, within } from "../../../../lib/aws/sdk/deadline.ts";

it("a call ends when its time is over, and is told, even if it ignores its signal", async () => {
  const signals: AbortSignal[] = [];
  const ignore = ({ abortSignal }: { readonly abortSignal: AbortSignal }) => {
    signals.push(abortSignal);
    return Promise.withResolvers<never>().promise;
  };
  await expect(callBy(within(1), ignore)).rejects.toMatchObject({ name: "TimeoutError" });
  await expect.poll(() => signals).toMatchObject([{ aborted: true }]);
});
