import { expect, it } from "vitest";
import { writeTable } from "../../proofs/kit/table.ts";

it("is Markdown whose columns line up, with names to the left and numbers to the right", () => {
  expect(
    writeTable(
      ["", "sent"],
      [
        ["yoti", 1200],
        ["all", "-"],
      ],
    ),
  ).toBe(["|      |  sent |", "| ---- | ----: |", "| yoti | 1,200 |", "| all  |     - |", ""].join("\n"));
});
