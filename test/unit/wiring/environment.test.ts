import { describe, expect, it } from "vitest";
import {
  readSourceEnvironment,
  readStoreEnvironment,
  variableNames,
} from "../../../lib/wiring/environment.ts";

const queueUrl = "https://sqs.us-east-1.amazonaws.com/123456789012/events.fifo";
const readStores = {
  table: "table",
  events: { queueUrl },
  quarantineQueueUrl: "https://sqs.us-east-1.amazonaws.com/123456789012/quarantine.fifo",
};
const stores = {
  [variableNames.table]: readStores.table,
  [variableNames.eventQueueUrl]: queueUrl,
  [variableNames.quarantineQueueUrl]: readStores.quarantineQueueUrl,
};
const source = {
  ...stores,
  [variableNames.source]: "acme-sandbox",
  [variableNames.secretId]: "secret",
  [variableNames.authentication]: '{"sharedSecret":{},"sourceAddress":{"ranges":["192.0.2.0/24"]}}',
};
const invalid = expect.objectContaining({ code: "configuration_invalid" });

describe("readSourceEnvironment", () => {
  it("reads every variable, and leaves the others alone", () => {
    expect(readSourceEnvironment({ ...source, PATH: "/bin" })).toEqual({
      ...readStores,
      source: "acme-sandbox",
      secretId: "secret",
      authentication: { sharedSecret: {}, sourceAddress: { ranges: ["192.0.2.0/24"] } },
    });
  });

  it("takes a topic in the place of the queue", () => {
    const topicArn = "arn:aws:sns:us-east-1:123456789012:events.fifo";
    const toTopic = { [variableNames.eventQueueUrl]: undefined, [variableNames.topicArn]: topicArn };
    expect(readSourceEnvironment({ ...source, ...toTopic }).events).toEqual({ topicArn });
  });

  it.each(Object.keys(source))("throws if %s is empty or, but for the secret, missing", (name) => {
    const values = name === variableNames.secretId ? [""] : ["", undefined];
    for (const value of values)
      expect(() => readSourceEnvironment({ ...source, [name]: value })).toThrow(invalid);
  });

  const noObjects = ["sharedSecret", "null", "1", '"sharedSecret"', "{", "{'a':1}"];
  it.each(noObjects)("throws if the authentication is %s, no object in JSON", (authentication) => {
    const variables = { ...source, [variableNames.authentication]: authentication };
    expect(() => readSourceEnvironment(variables)).toThrow(invalid);
  });

  it("names what is wrong, and quotes no value", () => {
    const variables = { ...source, [variableNames.authentication]: "hunter2", [variableNames.table]: "" };
    expect(() => readSourceEnvironment(variables)).toThrow(
      new RegExp(`^(?!.*hunter2).*${variableNames.table}.*${variableNames.authentication}`),
    );
  });
});

describe("readStoreEnvironment", () => {
  it("reads the stores", () => {
    expect(readStoreEnvironment(stores)).toEqual(readStores);
  });

  it.each(Object.keys(stores))("throws without %s", (name) => {
    expect(() => readStoreEnvironment({ ...stores, [name]: undefined })).toThrow(invalid);
  });
});
