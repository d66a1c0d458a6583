import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aDelivery } from "../../../support/deliveries.ts";
import { stepsFrom } from "../../../support/steps.ts";
import { sampleSource } from "../../source/sample-vendor.ts";
import { setUpSecret } from "../secrets-manager.ts";

const minutes = 60_000;
/** A rotated secret, and containers with different starts. */
async function setUp() {
  let number = 0;
  const textOf = (version: number) => JSON.stringify({ secret: nameOf(version) });
  const { secret, clock, createContainer } = await setUpSecret(textOf(0));
  const source = sampleSource();
  const authenticator = source.authenticator(source.defaultAuthentication);
  const containers = [createContainer(), createContainer(), createContainer()];
  const authenticate = async (container: number, shown: string) => {
    const secrets = containers[container]?.secretsOf(stepsFrom(clock.now));
    if (!secrets) throw new Error("there is no such container");
    const delivery = aDelivery({ headers: { "x-secret": shown } });
    return (await authenticator.authenticate(delivery, secrets, clock.now())).ok;
  };
  const rotate = () => {
    number += 1;
    secret.versions = [textOf(number), textOf(number - 1)];
    return nameOf(number);
  };
  return { clock, authenticate, rotate };
}

function nameOf(version: number): string {
  return `secret-${version}`;
}

/** From the vendor or a guesser, some time after the previous one. */
const anyDelivery = fc.record({
  afterMs: fc.integer({ min: 0, max: 3 * minutes }),
  container: fc.nat({ max: 2 }),
  isGuess: fc.boolean(),
});

describe("a rotation that waits five minutes before the vendor changes over", () => {
  it("refuses no delivery of the vendor, and accepts no other, whoever guesses meanwhile", async () => {
    const phase = fc.array(anyDelivery, { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(phase, phase), { minLength: 1, maxLength: 3 }),
        async (rotations) => {
          const { clock, authenticate, rotate } = await setUp();
          let held = nameOf(0);
          const play = async (deliveries: (typeof rotations)[number][number], atMostMs: number) => {
            let spentMs = 0;
            for (const { afterMs, container, isGuess } of deliveries) {
              const stepMs = Math.min(afterMs, atMostMs - spentMs);
              spentMs += stepMs;
              clock.advance(stepMs);
              expect(await authenticate(container, isGuess ? "a guess" : held)).toBe(!isGuess);
            }
            return spentMs;
          };
          for (const [waiting, changed] of rotations) {
            const next = rotate();
            // The vendor holds the old value for these five minutes.
            clock.advance(5 * minutes - (await play(waiting, 5 * minutes)));
            held = next;
            await play(changed, Number.POSITIVE_INFINITY);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
