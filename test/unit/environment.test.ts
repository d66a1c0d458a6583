import { describe, expect, it } from "vitest";
import { readEnvironment, variableNames } from "../../lib/environment.ts";
import { IntakeError } from "../../lib/intake-error.ts";

const complete = {
  [variableNames.table]: "table",
  [variableNames.eventQueueUrl]: "https://sqs.us-east-1.amazonaws.com/123456789012/events.fifo",
  [variableNames.quarantineQueueUrl]: "https://sqs.us-east-1.amazonaws.com/123456789012/quarantine.fifo",
  [variableNames.secretId]: "secret",
  [variableNames.authentication]: '{"sharedSecret":{},"sourceAddress":{"ranges":["192.0.2.0/24"]}}',
  [variableNames.service]: "a-deployment",
};

function codeOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    return error instanceof IntakeError ? error.code : "not an IntakeError";
  }
}

describe("readEnvironment", () => {
  it("reads every variable, and leaves the others alone", () => {
    expect(readEnvironment({ ...complete, PATH: "/bin" })).toEqual({
      table: "table",
      eventQueueUrl: "https://sqs.us-east-1.amazonaws.com/123456789012/events.fifo",
      quarantineQueueUrl: "https://sqs.us-east-1.amazonaws.com/123456789012/quarantine.fifo",
      secretId: "secret",
      authentication: { sharedSecret: {}, sourceAddress: { ranges: ["192.0.2.0/24"] } },
      service: "a-deployment",
    });
  });

  it("takes an absent secret id for a source that uses none", () => {
    expect(readEnvironment({ ...complete, [variableNames.secretId]: undefined }).secretId).toBeUndefined();
  });

  it.each([
    variableNames.table,
    variableNames.eventQueueUrl,
    variableNames.quarantineQueueUrl,
    variableNames.authentication,
    variableNames.service,
  ])("throws without %s", (name) => {
    expect(codeOf(() => readEnvironment({ ...complete, [name]: undefined }))).toBe("configuration_invalid");
  });

  it.each(Object.values(variableNames))("throws if %s is empty", (name) => {
    expect(codeOf(() => readEnvironment({ ...complete, [name]: "" }))).toBe("configuration_invalid");
  });

  it.each(["sharedSecret", "null", "1", '"sharedSecret"', "{", "{'a':1}"])(
    "throws if the authentication is %s instead of an object in JSON",
    (authentication) => {
      const variables = { ...complete, [variableNames.authentication]: authentication };
      expect(codeOf(() => readEnvironment(variables))).toBe("configuration_invalid");
    },
  );

  it("names what is wrong, and quotes no value", () => {
    const variables = { ...complete, [variableNames.authentication]: "hunter2", [variableNames.table]: "" };
    expect(() => readEnvironment(variables)).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(
          new RegExp(`^(?!.*hunter2).*${variableNames.table}.*${variableNames.authentication}`),
        ),
      }),
    );
  });
});
