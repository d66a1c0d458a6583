import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { createConnections } from "../../../../lib/aws/http/connections.ts";
import { createServiceSettings } from "../../../../lib/aws/sdk/service-settings.ts";
import { type Variables, variableNames } from "../../../../lib/wiring/environment.ts";

const given = { AWS_REGION: "eu-central-1", AWS_ACCESS_KEY_ID: "canary", AWS_SECRET_ACCESS_KEY: "canary" };
const settingsOf = (variables: Variables) =>
  createServiceSettings({ ...given, ...variables }, createConnections());
const services = ["DYNAMODB", "SQS", "SNS", "SECRETS_MANAGER"] as const;

it.each([
  ["AWS_REGION", undefined],
  ["AWS_ACCESS_KEY_ID", undefined],
  ["AWS_SECRET_ACCESS_KEY", undefined],
  ["AWS_SECRET_ACCESS_KEY", ""],
  ["AWS_ENDPOINT_URL", "canary:4566"],
  ["AWS_ENDPOINT_URL_SNS", "https:///canary"],
  ["AWS_USE_FIPS_ENDPOINT", "true"],
  ["AWS_USE_DUALSTACK_ENDPOINT", "true"],
])("a missing or unusable variable is named, and no value of the others: %s=%j", (name, value) => {
  const make = () => settingsOf({ AWS_SESSION_TOKEN: "canary-token", [name]: value });
  const message = expect.toSatisfy((text: string) => text.endsWith(`: ${name}`) && !text.includes("canary"));
  expect(make).toThrow(
    expect.objectContaining({ name: "IntakeError", code: "configuration_invalid", message }),
  );
});

it("the session token is used if there is one", () => {
  const tokens = ["the-token", "", undefined].map(
    (AWS_SESSION_TOKEN) => settingsOf({ AWS_SESSION_TOKEN })("SQS", 1).credentials.sessionToken,
  );
  expect(tokens).toEqual(["the-token", undefined, undefined]);
});

describe("the endpoint", () => {
  it.each(services)("of %s alone wins over the one of all", (service) => {
    const all = { AWS_ENDPOINT_URL: "http://127.0.0.1:1" };
    const own = { [`AWS_ENDPOINT_URL_${service}`]: "http://127.0.0.1:2" };
    // SAM has to write what is absent so.
    const empty = { [`AWS_ENDPOINT_URL_${service}`]: "" };
    const endpoints = [all, { ...all, ...own }, { ...all, ...empty }].map(
      (variables) => settingsOf(variables)(service, 1).endpoint,
    );
    expect(endpoints).toEqual(["http://127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:1"]);
  });

  // AWS::URLSuffix of each partition
  // (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html).
  it.each([
    ["amazonaws.com", ["us-east-1", "eu-central-1", "ap-southeast-2", "me-central-1", "us-west-2"]],
    ["amazonaws.com", ["us-gov-east-1", "us-gov-west-1"]],
    ["amazonaws.com.cn", ["cn-north-1", "cn-northwest-1"]],
  ])("with the suffix %s is the one of the SDK's own rules in %j", (urlSuffix, regions) => {
    for (const region of regions) {
      const settings = settingsOf({ AWS_REGION: region, [variableNames.urlSuffix]: urlSuffix });
      const parameters = { Region: region, UseFIPS: false, UseDualStack: false };
      const rules = {
        DYNAMODB: new DynamoDBClient({ region }).config.endpointProvider,
        SQS: new SQSClient({ region }).config.endpointProvider,
        SNS: new SNSClient({ region }).config.endpointProvider,
        SECRETS_MANAGER: new SecretsManagerClient({ region }).config.endpointProvider,
      };
      for (const service of services)
        expect(new URL(settings(service, 1).endpoint).href).toBe(rules[service](parameters).url.href);
    }
  });
});
