import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { writeContracts } from "../../../infra/contracts/contract-files.ts";
import { contractDirectory } from "./contract-files.ts";

it("the published contracts are what the code says (if not: npm run contracts)", async () => {
  for (const [name, text] of await writeContracts()) {
    const file = readFileSync(join(contractDirectory, name), "utf8");
    expect(file, `docs/contracts/${name} is not current: run npm run contracts`).toBe(text);
  }
});

it("nothing else is published", async () => {
  const names = [...(await writeContracts()).keys(), "README.md"];
  expect(readdirSync(contractDirectory).sort()).toEqual(names.sort());
});

it("two runs write the same, although what vendors sign differs", async () => {
  expect([...(await writeContracts())]).toEqual([...(await writeContracts())]);
});
