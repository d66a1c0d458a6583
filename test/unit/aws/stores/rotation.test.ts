import fc from "fast-check";
import { expect, it } from "vitest";
import { aDelivery } from "../../../support/deliveries.ts";
import { stepsFrom } from "../../../support/steps.ts";
import { sampleSource } from "../../source/sample-vendor.ts";
import { setUpSecret } from "../secrets-manager.ts";

const minutes = 60_000;
const textOf = (version: number) => JSON.stringify({ secret: `secret-${version}` });

/** From the vendor or a guesser, some time after the previous one, to one of three containers. */
const anyDelivery = fc.record({
  afterMs: fc.integer({ min: 0, max: 3 * minutes }),
  container: fc.nat({ max: 2 }),
  isGuess: fc.boolean(),
});
const phase = fc.array(anyDelivery, { maxLength: 8 });
/** The deliveries while the vendor waits five minutes, and after it has changed over. */
const rotations = fc.array(fc.tuple(phase, phase), { minLength: 1, maxLength: 3 });

it("a rotation that waits five minutes refuses no delivery of the vendor, and accepts no guess meanwhile", async () => {
  await fc.assert(
    fc.asyncProperty(rotations, async (phases) => {
      const { secret, clock, createContainer } = await setUpSecret(textOf(0));
      const source = sampleSource();
      const { authenticate } = source.authenticator(source.defaultAuthentication);
      const containers = Array.from({ length: 3 }, createContainer);
      const play = async (deliveries: (typeof phases)[number][number], version: number, atMostMs: number) => {
        let leftMs = atMostMs;
        for (const { afterMs, container, isGuess } of deliveries) {
          clock.advance(Math.min(afterMs, leftMs));
          leftMs -= Math.min(afterMs, leftMs);
          const delivery = aDelivery({ headers: { "x-secret": isGuess ? "a guess" : `secret-${version}` } });
          const secrets = containers[container]?.secretsOf(stepsFrom(clock.now));
          if (!secrets) throw new Error("there is no such container");
          expect((await authenticate(delivery, secrets, clock.now())).ok).toBe(!isGuess);
        }
        return leftMs;
      };
      for (const [version, [waiting, changed]] of phases.entries()) {
        secret.versions = [textOf(version + 1), textOf(version)];
        clock.advance(await play(waiting, version, 5 * minutes));
        await play(changed, version + 1, Number.POSITIVE_INFINITY);
      }
    }),
    { numRuns: 60 },
  );
});
