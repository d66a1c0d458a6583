import { describe, expect, it } from "vitest";
import { readRecords } from "../support/records.ts";

/** Shorter texts, such as codes, identify no person and occur in our words. */
const shortestTelling = 8;

/** All texts at any depth. A body without JSON is one text. */
function textsIn(body: string): string[] {
  try {
    return leaves(JSON.parse(body));
  } catch {
    return [body];
  }
}

function leaves(value: unknown): string[] {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(leaves);
  return typeof value === "string" || typeof value === "number" ? [String(value)] : [];
}

function tellingTexts(bodies: readonly string[]): string[] {
  const texts = new Set(bodies.flatMap(textsIn));
  return [...texts].filter((text) => text.length >= shortestTelling);
}

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
    const parts = secrets.flatMap((secret) => [
      secret,
      Buffer.from(secret).toString("base64"),
      ...secret.split("\n"),
    ]);
    const found = parts.filter((part) => part.length >= shortestTelling && everything.includes(part));
    expect(found).toEqual([]);
  });

  it("holds no text of any body: no signature, no personal data, no id of the vendor's", () => {
    const texts = tellingTexts(readRecords("bodies"));
    expect(texts.length).toBeGreaterThan(100);
    expect(texts.filter((text) => everything.includes(text))).toEqual([]);
  });

  it("holds no address that a delivery came from", () => {
    expect(everything).not.toMatch(/127\.0\.0\.1|::1\b/);
  });
});
