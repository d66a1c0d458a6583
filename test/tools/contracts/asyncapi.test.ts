import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import schema from "@asyncapi/specs/schemas/3.0.0.json" with { type: "json" };
import { registerSchema, type Validator, validate } from "@hyperjump/json-schema/draft-07";
import { beforeAll, expect, it } from "vitest";
import { readExample } from "../../../infra/simulators/simulators.ts";
import { messageOf } from "../../support/queue-events.ts";
import { contractDirectory, everyExample, memberOf, readContract } from "./contract-files.ts";

const text = readFileSync(join(contractDirectory, "asyncapi.json"), "utf8");
const document = readContract("asyncapi.json");

let isAsyncApi: Validator;
beforeAll(async () => {
  registerSchema(JSON.parse(JSON.stringify(schema)), schema.$id);
  isAsyncApi = await validate(schema.$id);
}, 60_000);

it("docs/contracts/asyncapi.json is AsyncAPI 3.0 by its own schema", () => {
  expect(isAsyncApi(JSON.parse(text)).valid).toBe(true);
  for (const [right, wrong] of [
    ['"send"', '"sends"'],
    ['"protocol"', '"protocols"'],
    ['"address": null', '"address": 1'],
  ] as const)
    expect(isAsyncApi(JSON.parse(text.replace(right, wrong))).valid, wrong).toBe(false);
});

it("its references lead to members and files that exist", () => {
  const references = [...text.matchAll(/"\$ref": "([^"]+)"/g)].map(([, to = ""]) => to);
  const isThere = (to: string) =>
    to.startsWith("#/")
      ? Object.keys(memberOf(document, to.slice(2).split("/"))).length > 0
      : existsSync(join(contractDirectory, to));
  expect(references.length).toBeGreaterThan(4);
  expect(references.filter((to) => !isThere(to))).toEqual([]);
});

it.each(everyExample)("its headers are the attributes of $id/$example", async ({ id, example }) => {
  const message = await messageOf(id, readExample(id, example));
  const { required } = memberOf(document, ["components", "messages", "event", "headers"]);
  // `createFifoQueue` adds the content type (test/unit/aws/stores/fifo-queue.test.ts).
  expect([...Object.keys(message.attributes), "content-type"]).toEqual(required);
});
