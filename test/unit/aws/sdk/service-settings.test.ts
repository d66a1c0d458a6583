import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { HttpRequest } from "@smithy/core/protocols";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createClientSettings, withoutUnusedMiddleware } from "../../../../lib/aws/sdk/client-settings.ts";
import { createConnections } from "../../../../lib/aws/sdk/connections.ts";
import type { Variables } from "../../../../lib/wiring/environment.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";
import { fault, forThisTest, startWire, success } from "../wire.ts";

const given = {
  AWS_REGION: "eu-central-1",
  AWS_ACCESS_KEY_ID: "canary-id",
  AWS_SECRET_ACCESS_KEY: "canary-key",
};
const settingsOf = (variables: Variables) => createClientSettings(variables, createConnections());
const createTable = (variables: Variables) =>
  forThisTest(new DynamoDBClient(settingsOf(variables)("DYNAMODB", 5000)));

/** One call of each service's client. */
const calls = {
  DYNAMODB: (variables: Variables) =>
    withoutUnusedMiddleware(createTable(variables)).send(new ListTablesCommand({})),
  SQS: (variables: Variables) =>
    withoutUnusedMiddleware(forThisTest(new SQSClient(settingsOf(variables)("SQS", 5000)))).send(
      new ListQueuesCommand({}),
    ),
  SECRETS_MANAGER: (variables: Variables) =>
    withoutUnusedMiddleware(
      forThisTest(new SecretsManagerClient(settingsOf(variables)("SECRETS_MANAGER", 5000))),
    ).send(new ListSecretsCommand({})),
} as const;
const services = ["DYNAMODB", "SQS", "SECRETS_MANAGER"] as const;

it.each([
  ["AWS_REGION", undefined],
  ["AWS_ACCESS_KEY_ID", undefined],
  ["AWS_SECRET_ACCESS_KEY", undefined],
  ["AWS_SECRET_ACCESS_KEY", ""],
])("a missing variable is named, and no value of the others: %s=%j", (name, value) => {
  const make = () => settingsOf({ ...given, AWS_SESSION_TOKEN: "canary-token", [name]: value });
  const message = expect.toSatisfy((text: string) => text.endsWith(`: ${name}`) && !text.includes("canary"));
  expect(make).toThrow(
    expect.objectContaining({ name: "IntakeError", code: "configuration_invalid", message }),
  );
});

/** The host and the signature of a request that is not sent. */
async function caught(variables: Variables) {
  const handle = vi.fn(async (_: HttpRequest) => {
    throw new RangeError("caught");
  });
  const settings = { ...settingsOf(variables)("DYNAMODB", 5000), requestHandler: { handle } };
  const client = withoutUnusedMiddleware(new DynamoDBClient(settings));
  await expect(client.send(new ListTablesCommand({}))).rejects.toThrow("caught");
  const [[request] = []] = handle.mock.calls;
  return { hostname: request?.hostname, authorization: request?.headers.authorization };
}

describe("the endpoint", () => {
  it.each(services)("of %s alone wins over the one of all", async (service) => {
    const wire = await startWire(() => success());
    await calls[service]({ ...given, AWS_ENDPOINT_URL: wire.url });
    const elsewhere = { AWS_ENDPOINT_URL: "http://127.0.0.1:1" };
    await calls[service]({ ...given, ...elsewhere, [`AWS_ENDPOINT_URL_${service}`]: wire.url });
    expect(wire.calls).toHaveLength(2);
  });

  // https://docs.aws.amazon.com/general/latest/gr/ddb.html and .../amazondynamodb/latest/developerguide/ddb-dualstack.html
  it.each([
    [{}, "dynamodb.us-east-1.amazonaws.com"],
    [{ AWS_USE_FIPS_ENDPOINT: "true" }, "dynamodb-fips.us-east-1.amazonaws.com"],
    [{ AWS_USE_DUALSTACK_ENDPOINT: "true" }, "dynamodb.us-east-1.api.aws"],
    [{ AWS_USE_FIPS_ENDPOINT: "false", AWS_USE_DUALSTACK_ENDPOINT: "" }, "dynamodb.us-east-1.amazonaws.com"],
  ])("follows the switches %j", async (switches, hostname) => {
    expect(await caught({ ...given, AWS_REGION: "us-east-1", ...switches })).toMatchObject({ hostname });
  });
});

describe("a request", () => {
  it("carries the session token if there is one, and never a user agent", async () => {
    const server = await startWire(() => success());
    const variables = { ...given, AWS_ENDPOINT_URL: server.url };
    for (const service of services) await calls[service]({ ...variables, AWS_SESSION_TOKEN: "the-token" });
    await calls.DYNAMODB(variables);
    // SAM has to write what is absent so.
    const empty = { AWS_SESSION_TOKEN: "", AWS_ENDPOINT_URL_DYNAMODB: "", AWS_USE_FIPS_ENDPOINT: "" };
    await calls.DYNAMODB({ ...variables, ...empty });
    const headers = server.requests.map((request) => request.headers);
    const tokens = headers.map((sent) => sent["x-amz-security-token"] ?? "none");
    expect(tokens).toEqual(["the-token", "the-token", "the-token", "none", "none"]);
    expect(JSON.stringify(headers)).not.toContain("user-agent");
  });

  it("goes where it is told, as who it is told, whatever the files of this computer say", async () => {
    configureElsewhere();
    const seen = await caught({ ...given });
    expect(seen?.hostname).toBe("dynamodb.eu-central-1.amazonaws.com");
    expect(seen?.authorization).toMatch(/Credential=canary-id\/\d{8}\/eu-central-1\/dynamodb\//);
    const server = await startWire(() => fault("InternalServerError", 500));
    // Not the one attempt of the file.
    const failed = calls.DYNAMODB({ ...given, AWS_ENDPOINT_URL: server.url });
    await expect(failed).rejects.toMatchObject({ $metadata: { attempts: 3 } });
    const { config } = createTable(given);
    expect(config.cacheMiddleware).toBe(true);
    expect(await config.retryStrategy()).toMatchObject({ mode: "standard" });
    const { defaultsMode } = config;
    expect(typeof defaultsMode === "function" ? await defaultsMode() : defaultsMode).toBe("standard");
  });
});

/** Conflicting values in files and the environment. */
function configureElsewhere(): void {
  const directory = temporaryDirectory();
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const config = `
    region = us-west-2
    endpoint_url = http://127.0.0.1:1
    use_fips_endpoint = true
    use_dualstack_endpoint = true
    max_attempts = 1
    retry_mode = adaptive
    defaults_mode = legacy
    aws_access_key_id = other
    aws_secret_access_key = other
  `;
  const file = join(directory, "config");
  const settings = config.replaceAll(/^ +/gm, "").trim();
  writeFileSync(file, `[default]\n${settings}\n`);
  vi.stubEnv("AWS_CONFIG_FILE", file);
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", file);
  for (const setting of settings.split("\n")) {
    const [name = "", value] = setting.split(" = ");
    vi.stubEnv(name.toUpperCase().replace(/^(AWS_)?/, "AWS_"), value);
  }
}

describe("withoutUnusedMiddleware", () => {
  it.each(["loggerMiddleware", "getUserAgentMiddleware"])("throws for a client without %s", (name) => {
    const client = createTable(given);
    client.middlewareStack.remove(name);
    expect(() => withoutUnusedMiddleware(client)).toThrow(new TypeError(`the SDK has no ${name}`));
  });
});
