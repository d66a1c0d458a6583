import { describe, expect, it } from "vitest";
import { shortestTelling, spellings, textsIn } from "../../infra/acceptance/checks/logs.ts";
import { readRecords } from "../support/records.ts";

const isTelling = (text: string) => text.length >= shortestTelling;
const logs = readRecords("logs");
const everything = logs.join("\n");

describe("everything that the functions logged while the tests ran", () => {
  it("is structured: one line for each delivery, replay, run of the relay and unusable secret, and nothing else", () => {
    const lines = logs.map((line) => JSON.parse(line));
    const deliveries = lines.filter(({ outcome }) => outcome !== undefined);
    const replays = lines.filter(({ replay }) => replay !== undefined);
    const relays = lines.filter(({ relayed }) => relayed !== undefined);
    const secrets = lines.filter(({ secret }) => secret === "unusable_version");
    expect(deliveries.length).toBeGreaterThan(100);
    // The long tests alone replay nothing.
    expect(replays.length + relays.length + secrets.length).toBeGreaterThan(1);
    expect(lines).toHaveLength(deliveries.length + replays.length + relays.length + secrets.length);
    expect(new Set(deliveries.map(({ requestId }) => requestId)).size).toBe(deliveries.length);
  });

  it("holds no credential", () => {
    const secrets = readRecords("secrets");
    expect(secrets.length).toBeGreaterThan(4);
    const found = secrets.flatMap(spellings).filter((part) => isTelling(part) && everything.includes(part));
    expect(found).toEqual([]);
  });

  it("holds no text of any body: no signature, no personal data, no id of the vendor's", () => {
    const texts = readRecords("bodies").flatMap(textsIn).filter(isTelling);
    expect(texts.length).toBeGreaterThan(100);
    expect(texts.filter((text) => everything.includes(text))).toEqual([]);
  });

  it("holds no address that a delivery came from", () => {
    expect(everything).not.toMatch(/127\.0\.0\.1|::1\b/);
  });
});
