import { readFileSync } from "node:fs";
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

const properties = v.object({ Environment: v.object({ Variables: v.record(v.string(), v.string()) }) });
const metadata = v.object({
  SamResourceId: v.string(),
  "aws:asset:path": v.string(),
  "aws:asset:property": v.literal("Code"),
});
const functionSchema = v.object({
  Type: v.literal("AWS::Lambda::Function"),
  Metadata: metadata,
  Properties: properties,
});

const inDirectory = (...path: string[]) => join(intake.directory, ...path);
const read = (...path: string[]) => JSON.parse(readFileSync(inDirectory(...path), "utf8"));

let functions: ReadonlyMap<string, v.InferOutput<typeof functionSchema>>;
beforeAll(() => {
  const resources = Object.entries<unknown>(read("cdk.out", "sam-template.json").Resources);
  functions = new Map(resources.flatMap(([id, each]) => (v.is(functionSchema, each) ? [[id, each]] : [])));
});

describe("the files for SAM", () => {
  it("name each function by its source, and set the variables that the template names", () => {
    const named = [...functions.values()].map(({ Metadata }) => Metadata.SamResourceId);
    expect(named).toEqual(names);
    const inTemplate = [...functions].map(([id, { Properties }]) => [id, Properties.Environment.Variables]);
    expect(read("sam-environment.json")).toEqual(Object.fromEntries(inTemplate));
  });

  it.each(names)(
    "have all that %s needs when SAM starts it, and not a person's own credentials",
    async (name) => {
      const [id, found] = [...functions].find(([, { Metadata }]) => Metadata.SamResourceId === name) ?? [];
      if (!id || !found) throw new Error(`there is no function ${name}`);
      // Loopback replaces the container's host.
      const text = JSON.stringify(found.Properties.Environment.Variables);
      const environment = JSON.parse(text.replaceAll(samHost, "127.0.0.1"));
      expect(environment).toMatchObject({
        AWS_ENDPOINT_URL: intake.running().endpoints.aws,
        AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
        AWS_SESSION_TOKEN: "",
      });
      const directory = inDirectory("cdk.out", found.Metadata["aws:asset:path"]);
      const sizes = { memoryMegabytes: 256, timeoutSeconds: 60 };
      const definition = { id, directory, handler: "handler.handler", ...sizes, environment };
      const onLog = (line: string) => record("logs", line);
      const lambda = createFunctionPool(definition, { awsEndpoint: environment.AWS_ENDPOINT_URL, onLog });
      if (name === "relay") {
        expect(await lambda.invoke({})).toMatchObject({ found: 0, finished: true });
      } else {
        const event = read("events", `${name}.json`);
        event.requestContext.requestId = `sam-${name}`;
        record("bodies", event.body);
        expect(await lambda.invoke(event)).toMatchObject({ statusCode: 200 });
        expect(await intake.drain("queueUrl")).toHaveLength(1);
      }
      await lambda.stop();
    },
  );
});

it("a function that is not configured says so, and takes in nothing", async () => {
  const { endpoints, topology } = intake.running();
  const host = { awsEndpoint: endpoints.aws, onLog: () => undefined };
  const pool = createFunctionPool({ ...topology.relay, environment: {} }, host);
  await expect(pool.invoke({})).rejects.toMatchObject({ name: "IntakeError" });
  await pool.stop();
});
