import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { bundleFunction } from "../../infra/bundling/bundle.ts";
import { createLauncher } from "../proofs/bench/launcher.ts";
import { createSetup, measureOnce } from "../proofs/bench/measure.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

it("the bench measures a bundle in a process of its own, and counts its AWS calls", async () => {
  const file = join(bundleFunction("yoti").directory, "handler.mjs");
  const setup = await createSetup({ name: "yoti", file, source: "yoti", refuses: true });
  onTestFinished(setup.stub.stop);
  const launch = createLauncher(temporaryDirectory());
  const figures = await measureOnce(launch, setup, { notifications: 2, warmups: 5 });
  const calls = ["new", "duplicate", "refused"].map((kind) => figures[`${kind}, AWS calls`]);
  expect(calls).toEqual([3, 1, 0]);
});

it("a process that ends while it is asked is an error", async () => {
  const setup = await createSetup({ name: "yoti", file: "/nowhere.mjs", source: "yoti", refuses: true });
  onTestFinished(setup.stub.stop);
  const process = createLauncher(temporaryDirectory())(setup.candidate, setup.stub);
  const response = process.ask({ events: [] });
  await process.stop();
  await expect(response).rejects.toThrow(/process of yoti ended/);
});
