import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { vendors } from "../../functions/vendors.ts";
import { localCredentials } from "../../infra/endpoints/client-settings.ts";
import { createFunctionPool } from "../../infra/local/functions/function-pool.ts";
import { samHost } from "../../infra/local/sam-files.ts";
import { useLocalIntake } from "../support/local-intake.ts";
import { record } from "../support/records.ts";

const intake = useLocalIntake();
const names = [...vendors.map(({ id }) => id).sort(), "relay"];

const resource = v.object({
  Type: v.string(),
  Metadata: v.optional(v.record(v.string(), v.unknown()), {}),
  Properties: v.optional(v.record(v.string(), v.unknown()), {}),
});
const templateSchema = v.object({ Resources: v.record(v.string(), resource) });
const environmentSchema = v.record(v.string(), v.record(v.string(), v.string()));

const inDirectory = (...path: string[]) => join(intake.directory, ...path);
const read = (...path: string[]) => readFileSync(inDirectory(...path), "utf8");

let functions: readonly (readonly [id: string, v.InferOutput<typeof resource>])[];
let environment: v.InferOutput<typeof environmentSchema>;
beforeAll(() => {
  const { Resources } = v.parse(templateSchema, JSON.parse(read("cdk.out", "sam-template.json")));
  functions = Object.entries(Resources).filter(([, { Type }]) => Type === "AWS::Lambda::Function");
  environment = v.parse(environmentSchema, JSON.parse(read("sam-environment.json")));
});

describe("the files for SAM", () => {
  it("name each function by its source, with its bundle where SAM looks", () => {
    expect(functions.map(([, { Metadata }]) => Metadata.SamResourceId)).toEqual(names);
    for (const [, { Metadata }] of functions) {
      expect(Metadata["aws:asset:property"]).toBe("Code");
      expect(existsSync(inDirectory("cdk.out", String(Metadata["aws:asset:path"]), "handler.mjs"))).toBe(
        true,
      );
    }
  });

  it("set only variables that the template names, and a person's own credentials never", () => {
    expect(Object.keys(environment)).toEqual(functions.map(([id]) => id));
    for (const [id, { Properties }] of functions) {
      expect(Properties.Environment).toEqual({ Variables: environment[id] });
      expect(environment[id]).toMatchObject({
        AWS_ENDPOINT_URL: intake.running().endpoints.aws.replace("127.0.0.1", samHost),
        AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
        AWS_SESSION_TOKEN: "",
      });
    }
  });

  it.each(names)("have all that %s needs when SAM starts it", async (name) => {
    const [id = "", found] = functions.find(([, { Metadata }]) => Metadata.SamResourceId === name) ?? [];
    // Loopback replaces the container's host.
    const variables = JSON.parse(JSON.stringify(environment[id]).replaceAll(samHost, "127.0.0.1"));
    const bundle = inDirectory("cdk.out", String(found?.Metadata["aws:asset:path"]));
    const definition = {
      id,
      directory: bundle,
      handler: "handler.handler",
      memoryMegabytes: 256,
      timeoutSeconds: 60,
    };
    const host = { awsEndpoint: variables.AWS_ENDPOINT_URL, onLog: (line: string) => record("logs", line) };
    const lambda = createFunctionPool({ ...definition, environment: variables }, host);
    if (name === "relay") {
      expect(await lambda.invoke({})).toMatchObject({ found: 0, finished: true });
    } else {
      const event = JSON.parse(read("events", `${name}.json`));
      event.requestContext.requestId = `sam-${name}`;
      record("bodies", event.body);
      expect(await lambda.invoke(event)).toMatchObject({ statusCode: 200 });
      expect(await intake.drain("queueUrl")).toHaveLength(1);
    }
    await lambda.stop();
  });
});

it("a function that is not configured says so, and takes in nothing", async () => {
  const { endpoints, topology } = intake.running();
  const host = { awsEndpoint: endpoints.aws, onLog: () => undefined };
  const pool = createFunctionPool({ ...topology.relay, environment: {} }, host);
  await expect(pool.invoke({})).rejects.toMatchObject({ name: "IntakeError" });
  await pool.stop();
});
