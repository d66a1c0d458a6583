import { setTimeout as sleep } from "node:timers/promises";
import type { SourceCheck } from "../check.ts";
import { ensure, needed } from "../failure.ts";

/** A function reads a secret again at most every 30 seconds. */
const maxAttempts = 45;

/** It comes before the forgeries: each makes a function read its secret, and then wait. */
export const rotation: SourceCheck = {
  name: "after a rotation the new credentials and those before them are accepted",
  async run({ source, invent, write, send, deliver, expectEvents }) {
    const rotate = needed(source.rotate, "the suite may not change this secret");
    await using rotated = await rotate();
    const notification = invent();
    const request = await write(notification, rotated.vendorSide);
    let response = await send(request);
    for (let attempt = 1; response.status !== 200 && attempt < maxAttempts; attempt += 1) {
      await sleep(1000);
      response = await send(request);
    }
    ensure(response.status === 200, `the new credentials are answered with ${response.status}`);
    await expectEvents(notification);
    const former = invent();
    await deliver(former);
    await expectEvents(former);
  },
};
