import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectDirectory } from "../../infra/project.ts";
import { checkStageSettings, readStageSettings, SettingsError } from "../../infra/settings.ts";

const plain = { retainData: false, logRetentionDays: 30 };
const { stages } = JSON.parse(readFileSync(join(projectDirectory, "cdk.json"), "utf8")).context;

describe("the settings of a stage", () => {
  it("are read from cdk.json by the stage's name", () => {
    expect(readStageSettings(stages, "dev")).toMatchObject({ retainData: false, logRetentionDays: 30 });
  });

  it.each([
    [
      "a stage that is not there",
      () => readStageSettings(stages, "nope"),
      /no stage "nope" in cdk\.json: it has dev/,
    ],
    ["no stages at all", () => readStageSettings(undefined, "dev"), /it has none/],
    ["an unknown setting", () => checkStageSettings({ ...plain, colour: "red" }), /colour/],
    [
      "a period that CloudWatch does not have",
      () => checkStageSettings({ ...plain, logRetentionDays: 31 }),
      /logRetentionDays/,
    ],
    [
      "a source that is not there",
      () => checkStageSettings({ ...plain, authentication: { acme: {} } }),
      /authentication\.acme/,
    ],
    [
      "a source without authentication",
      () => checkStageSettings({ ...plain, authentication: { yoti: {} } }),
      /authentication\.yoti: .*at least one/,
    ],
    [
      "a scheme that the source does not have",
      () => checkStageSettings({ ...plain, authentication: { yoti: { jwt: {} } } }),
      /authentication\.yoti: .*"jwt"/,
    ],
    [
      "a range that is none",
      () =>
        checkStageSettings({
          ...plain,
          authentication: { thales: { sourceAddress: { ranges: ["10.0.0.0/33"] } } },
        }),
      /authentication\.thales: ranges\.0: .*CIDR/,
    ],
    [
      "a fingerprint that is none",
      () =>
        checkStageSettings({
          ...plain,
          authentication: { thales: { clientCertificate: { pins: [{ sha256: "abc" }] } } },
        }),
      /authentication\.thales: pins\.0/,
    ],
  ])("are refused for %s, in one sentence that names it", (_, read, message) => {
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(message);
  });

  it("leave a source that they do not name its own default", () => {
    expect(checkStageSettings(plain).authentication).toEqual({});
  });
});
