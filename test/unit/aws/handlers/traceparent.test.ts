import { expect, it } from "vitest";
import { readTraceparent } from "../../../../lib/aws/handlers/traceparent.ts";
import { variableNames } from "../../../../lib/wiring/environment.ts";

const root = "1-5759e988-bd862e3fe1be46a994272793";
const parent = "53995c3f42cd8ad8";
const header = `Root=${root};Parent=${parent};Sampled=1`;
const traceparent = "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01";
const read = (trace?: string, tracing?: string) =>
  readTraceparent({ _X_AMZN_TRACE_ID: trace, [variableNames.tracing]: tracing });

it.each([
  ["a recorded trace", header, traceparent],
  ["a trace that is not recorded", header.replace("Sampled=1", "Sampled=0"), traceparent.replace(/1$/, "0")],
  ["what Lambda adds to find loops", `${header};Lineage=1:a87bd80c:0`, traceparent],
])("is W3C's form of X-Ray's header: %s", (_, trace, expected) => {
  expect(read(trace, "true")).toBe(expected);
});

it.each([
  ["no header", undefined],
  ["no parent", `Root=${root};Sampled=1`],
  ["no decision", `Root=${root};Parent=${parent}`],
  ["a decision that is still open", header.replace("Sampled=1", "Sampled=?")],
  ["another version", header.replace("Root=1", "Root=2")],
  ["capitals, which W3C forbids", header.replace("bd862e", "BD862E")],
  ["a root of zeros, which W3C forbids", header.replace(root, root.replaceAll(/\w(?<!^1)/g, "0"))],
  ["a parent of zeros, which W3C forbids", header.replace(parent, "0".repeat(16))],
  ["a longer id", header.replace(parent, `${parent}0`)],
  ["a caller's text instead of an id", header.replace("5759e988", "John Doe")],
  ["a caller's text before it", `john;${header}`],
  ["a caller's text behind it", `${header}john`],
])("is absent with %s", (_, trace) => {
  expect(read(trace, "true")).toBeUndefined();
});

it.each([undefined, ""])("is absent where the deployment does not trace: %j", (tracing) => {
  expect(read(header, tracing)).toBeUndefined();
});
