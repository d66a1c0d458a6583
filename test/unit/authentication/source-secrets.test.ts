import { describe, expect, it } from "vitest";
import { loadSimulator, readExample } from "../../../infra/simulators/simulators.ts";
import type { SecretFault } from "../../../lib/authentication/unusable-secret.ts";
import { playedSources } from "../../support/simulated-vendors.ts";
import { createVendorHarness } from "../../support/vendor-harness.ts";

type Secret = Readonly<Record<string, string>>;
type Played = (typeof playedSources)[number];

/** Delivers with the vendor's own credentials. Our secret has `change`. */
async function receiptWith(source: Played, change: (ourSide: Secret) => readonly unknown[]) {
  const simulator = await loadSimulator(source.id);
  const { ourSide, vendorSide } = simulator.createCredentials();
  const harness = createVendorHarness(source, { secrets: change(ourSide) });
  const example = readExample(source.id, simulator.defaultExample);
  const { headers, body } = await simulator.createRequest(example, vendorSide, harness.clock.now());
  return (await harness.deliver({ headers, body: Buffer.from(body) })).receipt;
}

/** A shell's variable without quotes mangles a file so. */
const withBlanks = (text: string) => text.replaceAll("\n", " ").padEnd(text.length + 1);
type Changed = readonly [SecretFault, string, (text: string) => string];

const changesOfText: readonly Changed[] = [
  ["white_space", "a line break at its end, as `jq --rawfile` leaves it", (text) => `${text}\n`],
  ["white_space", "a blank before it", (text) => ` ${text}`],
  ["unsendable_character", "a control character within", (text) => `${text}\u0007${text}`],
  ["too_short", "seven characters", (text) => text.slice(0, 7)],
];
const changesOfKey: readonly Changed[] = [
  ["no_public_key", "blanks for line breaks", withBlanks],
  ["no_public_key", "the characters \\n for line breaks", (pem) => pem.trim().replaceAll("\n", "\\n")],
  ["no_public_key", "another text", () => "-----BEGIN PUBLIC KEY-----"],
];

const fields = await Promise.all(
  playedSources.map(async (source) => {
    const { ourSide } = (await loadSimulator(source.id)).createCredentials();
    return Object.entries(ourSide).map(([field, text]) => {
      const isKey = text.includes("PUBLIC KEY");
      return { source, field, name: `${field} of ${source.id}`, isKey };
    });
  }),
).then((lists) => lists.flat());

describe.each(fields)("$name", ({ source, field, isKey }) => {
  const changed = (ourSide: Secret, edit: (text: string) => string) => [
    { ...ourSide, [field]: edit(ourSide[field] ?? "") },
  ];

  it.each<readonly [SecretFault, string, readonly unknown[]]>([
    ["not_json", "the text of no JSON", [undefined]],
    ["field_missing", "nothing", [{}]],
    ["field_missing", "the first placeholder", [{ replaceThisValue: "a generated value" }]],
  ])("makes a delivery fail with %s if the secret is %s", async (cause, _, secrets) => {
    const receipt = await receiptWith(source, () => secrets);
    expect(receipt).toEqual({ outcome: "failed", code: "secret_unusable", cause });
  });

  it.each(isKey ? changesOfKey : changesOfText)(
    "makes a delivery fail with %s if it has %s",
    async (cause, _, edit) => {
      const receipt = await receiptWith(source, (ourSide) => changed(ourSide, edit));
      expect(receipt).toEqual({ outcome: "failed", code: "secret_unusable", cause });
    },
  );

  it.each<readonly [string, (secret: Secret) => readonly unknown[]]>([
    ["plain text", () => [undefined]],
    ["a text that is too short", (ourSide) => changed(ourSide, () => "no")],
    ["one with blanks for line breaks", (ourSide) => changed(ourSide, withBlanks)],
  ])("serves on as it was before a rotation to %s, of which is told", async (_, change) => {
    const { ourSide } = (await loadSimulator(source.id)).createCredentials();
    const { currentFault } = source.authenticator(source.defaultAuthentication);
    expect(currentFault({ values: [...change(ourSide), ourSide] })).toBeDefined();
    expect(currentFault({ values: [ourSide, ...change(ourSide)] })).toBeUndefined();
    const receipt = await receiptWith(source, (current) => [...change(current), current]);
    expect(receipt.outcome).toBe("accepted");
  });
});

it.each(fields.filter(({ isKey }) => isKey))(
  "$name may end in line breaks, as a PEM file does",
  async (key) => {
    const { source, field } = key;
    const padded = ({ [field]: pem = "", ...others }: Secret) => [
      { ...others, [field]: `\n${pem.trim()}\r\n\n` },
    ];
    expect((await receiptWith(source, padded)).outcome).toBe("accepted");
  },
);
