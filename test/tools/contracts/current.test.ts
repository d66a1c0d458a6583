import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { writeContracts } from "../../../infra/contracts/contract-files.ts";
import { contractDirectory } from "./contract-files.ts";

it("the published contracts are what the code says (if not: npm run contracts)", () => {
  for (const [name, text] of writeContracts()) {
    const file = readFileSync(join(contractDirectory, name), "utf8");
    expect(file, `docs/contracts/${name} is not current: run npm run contracts`).toBe(text);
  }
});

it("nothing else is published", () => {
  const names = [...writeContracts().keys(), "README.md", "asyncapi.json"];
  expect(readdirSync(contractDirectory).sort()).toEqual(names.sort());
});
