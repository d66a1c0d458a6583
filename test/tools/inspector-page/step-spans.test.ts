import { expect, it } from "vitest";
import { spansOf } from "../../../infra/inspector/page/step-spans.ts";
import { aResult } from "./a-view.ts";

it.each([
  ["follow one another", { checkMs: 5, sendMs: 8 }, { check: [0, 5], send: [5, 8], "own work": [13, 7] }],
  [
    "begin before the delivery if the secret was read ahead of it",
    { secretMs: 45, checkMs: 5 },
    { secret: [-30, 45], check: [15, 5], "own work": [20, 0] },
  ],
  [
    "leave no negative rest, however they were rounded",
    { checkMs: 21 },
    { check: [0, 21], "own work": [21, 0] },
  ],
])("the steps of a delivery %s", (_, steps, spans) => {
  const found = spansOf(aResult("accepted", steps));
  expect(Object.fromEntries(found.map(({ name, startMs, lastedMs }) => [name, [startMs, lastedMs]]))).toEqual(
    spans,
  );
});
