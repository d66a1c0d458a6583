import { describe, expect, it } from "vitest";
import { IntakeError } from "../../../lib/delivery/intake-error.ts";
import {
  readRelayEnvironment,
  readSourceEnvironment,
  variableNames,
} from "../../../lib/wiring/environment.ts";

const stores = {
  [variableNames.table]: "table",
  [variableNames.eventQueueUrl]: "https://sqs.us-east-1.amazonaws.com/123456789012/events.fifo",
  [variableNames.quarantineQueueUrl]: "https://sqs.us-east-1.amazonaws.com/123456789012/quarantine.fifo",
};
const readStores = {
  table: "table",
  eventQueueUrl: "https://sqs.us-east-1.amazonaws.com/123456789012/events.fifo",
  quarantineQueueUrl: "https://sqs.us-east-1.amazonaws.com/123456789012/quarantine.fifo",
};
const complete = {
  ...stores,
  [variableNames.secretId]: "secret",
  [variableNames.authentication]: '{"sharedSecret":{},"sourceAddress":{"ranges":["192.0.2.0/24"]}}',
};

function codeOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    return error instanceof IntakeError ? error.code : "not an IntakeError";
  }
}

describe("readSourceEnvironment", () => {
  it("reads every variable, and leaves the others alone", () => {
    expect(readSourceEnvironment({ ...complete, PATH: "/bin" })).toEqual({
      ...readStores,
      secretId: "secret",
      authentication: { sharedSecret: {}, sourceAddress: { ranges: ["192.0.2.0/24"] } },
    });
  });

  it("takes an absent secret id for a source that uses none", () => {
    expect(
      readSourceEnvironment({ ...complete, [variableNames.secretId]: undefined }).secretId,
    ).toBeUndefined();
  });

  it.each([
    variableNames.table,
    variableNames.eventQueueUrl,
    variableNames.quarantineQueueUrl,
    variableNames.authentication,
  ])("throws without %s", (name) => {
    expect(codeOf(() => readSourceEnvironment({ ...complete, [name]: undefined }))).toBe(
      "configuration_invalid",
    );
  });

  it.each(Object.keys(complete))("throws if %s is empty", (name) => {
    expect(codeOf(() => readSourceEnvironment({ ...complete, [name]: "" }))).toBe("configuration_invalid");
  });

  it.each(["sharedSecret", "null", "1", '"sharedSecret"', "{", "{'a':1}"])(
    "throws if the authentication is %s instead of an object in JSON",
    (authentication) => {
      const variables = { ...complete, [variableNames.authentication]: authentication };
      expect(codeOf(() => readSourceEnvironment(variables))).toBe("configuration_invalid");
    },
  );

  it("names what is wrong, and quotes no value", () => {
    const variables = { ...complete, [variableNames.authentication]: "hunter2", [variableNames.table]: "" };
    expect(() => readSourceEnvironment(variables)).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(
          new RegExp(`^(?!.*hunter2).*${variableNames.table}.*${variableNames.authentication}`),
        ),
      }),
    );
  });
});

describe("readRelayEnvironment", () => {
  const variables = { ...stores, [variableNames.sources]: '["first","second"]' };

  it("reads the stores and the sources", () => {
    expect(readRelayEnvironment(variables)).toEqual({ ...readStores, sources: ["first", "second"] });
  });

  it.each([...Object.keys(variables)])("throws without %s", (name) => {
    expect(codeOf(() => readRelayEnvironment({ ...variables, [name]: undefined }))).toBe(
      "configuration_invalid",
    );
  });

  it.each(["first", "{}", "[1]", '[""]', "null"])("throws if the sources are %s", (sources) => {
    expect(codeOf(() => readRelayEnvironment({ ...variables, [variableNames.sources]: sources }))).toBe(
      "configuration_invalid",
    );
  });
});
