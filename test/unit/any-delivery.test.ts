import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { vendor as frankieoneVendor } from "../../functions/frankieone/vendor.ts";
import { sources } from "../../functions/sources.ts";
import { createSourceHarness, type SourceHarness } from "../support/source-harness.ts";
import { anyBody, anyHeaders, anyPath, bodyOf } from "./any-bodies.ts";

const jwt = frankieoneVendor.createCredentials();
const { headers: jwtHeaders } = await frankieoneVendor.createRequest(
  {},
  jwt.held,
  new Date("2026-11-21T09:30:00Z"),
);

/** What each source's secret holds, and the headers that prove its caller (none where the body has to). */
const credentials: Readonly<
  Record<string, { readonly secret: object; readonly headers?: Readonly<Record<string, string>> }>
> = {
  thales: { secret: { secret: "s3cret" }, headers: { secret: "s3cret" } },
  pipwave: { secret: { apiKey: "key", apiSecret: "s3cret" } },
  frankieone: { secret: jwt.stored, headers: jwtHeaders },
  // RFC 4648, section 10.
  yoti: { secret: { token: "foobar" }, headers: { authorization: "Basic Zm9vYmFy" } },
};
const cases = sources.map((source) => ({ source, ...credentials[source.id] }));
const proven = cases.flatMap(({ headers, ...rest }) => (headers ? [{ ...rest, headers }] : []));

const sentBy = ({ eventQueue, quarantineQueue }: SourceHarness) => [
  ...eventQueue.messages,
  ...quarantineQueue.messages,
];

describe("any delivery", () => {
  it.each(cases)(
    "of a stranger to $source.id is answered below 500 and leaves nothing",
    async ({ source, secret }) => {
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(anyBody, bodyOf(source.id)),
          anyHeaders,
          anyPath,
          async (body, headers, pathParameters) => {
            const harness = createSourceHarness(source, { secrets: [secret] });
            const { answer, receipt } = await harness.deliver({ body, headers, pathParameters });
            expect(answer.status).toBeGreaterThanOrEqual(400);
            expect(answer.status).toBeLessThan(500);
            // FrankieOne drops a notification for good at a 400.
            expect(answer.status).not.toBe(400);
            expect(receipt.outcome).toBe("refused");
            expect(sentBy(harness)).toEqual([]);
            expect(harness.table.calls).toEqual([]);
          },
        ),
        { numRuns: 500 },
      );
    },
  );

  it.each(proven)(
    "of the vendor to $source.id is acknowledged and kept once, whatever it says",
    async ({ source, secret, headers }) => {
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(anyBody, bodyOf(source.id)),
          anyHeaders,
          anyPath,
          async (body, others, pathParameters) => {
            const harness = createSourceHarness(source, { secrets: [secret] });
            const { answer } = await harness.deliver({
              body,
              headers: { ...others, ...headers },
              pathParameters,
            });
            expect(answer.status).toBe(200);
            expect(sentBy(harness)).toHaveLength(1);
            // Reads every message by the published schema.
            const kept = [...harness.events(), ...harness.quarantined()];
            expect(kept).toMatchObject([{ source: source.id, id: sentBy(harness)[0]?.deduplicationId }]);
          },
        ),
        { numRuns: 500 },
      );
    },
  );

  it.each(proven)(
    "of the vendor to $source.id with an object never trips over a mistake of ours",
    async ({ source, secret, headers }) => {
      await fc.assert(
        fc.asyncProperty(bodyOf(source.id), anyPath, async (body, pathParameters) => {
          const harness = createSourceHarness(source, { secrets: [secret] });
          await harness.deliver({ body, headers, pathParameters });
          expect(harness.quarantined().flatMap(({ issues }) => issues.map(({ code }) => code))).not.toContain(
            "unexpected",
          );
        }),
        { numRuns: 500 },
      );
    },
  );

  it.each(proven)(
    "of the vendor to $source.id gives one message for all its copies, or one each where it is repeatable",
    async ({ source, secret, headers }) => {
      await fc.assert(
        fc.asyncProperty(bodyOf(source.id), fc.integer({ min: 2, max: 5 }), async (body, copies) => {
          const harness = createSourceHarness(source, { secrets: [secret] });
          const first = await harness.deliver({ body, headers });
          for (let at = 1; at < copies; at += 1) {
            const { answer, receipt } = await harness.deliver({ body, headers });
            expect(answer).toEqual(first.answer);
            expect(receipt.repeatable === true || receipt.outcome === "duplicate").toBe(true);
          }
          expect(sentBy(harness)).toHaveLength(first.receipt.repeatable ? copies : 1);
        }),
        { numRuns: 200 },
      );
    },
  );
});
