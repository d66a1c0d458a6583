import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { stringifyJson } from "../../../lib/json/json.ts";
import { ensure } from "../check.ts";
import { expectRefused, type Notification, type PlayedSource, type SourceCheck } from "../played-source.ts";

/** As docs/sources.md promises. */
const maxBodyBytes = 262_144;

/** U+FFFE and U+FFFF are characters that SQS does not take. */
const exotic: readonly (readonly [sent: string, carried: string])[] = [
  ['"🙂\u{10000}\u{10FFFF}"', '"🙂\u{10000}\u{10FFFF}"'],
  ['"\uFFFE\uFFFF"', '"\\ufffe\\uffff"'],
  ["12345678901234567890", "12345678901234567890"],
  ["1.500", "1.500"],
];

type Odd = readonly [what: string, code: string, write: (text: string) => Buffer, headers?: object];

const gzipped = { "content-encoding": "gzip" };
const oddBodies: readonly Odd[] = [
  ["broken UTF-8", "invalid_utf8", (text) => Buffer.from(`{"x":"${text}\xff"}`, "latin1")],
  ["no JSON", "invalid_json", (text) => Buffer.from(`{"x":"${text}"`)],
  ["deep nesting", "too_deep", (text) => Buffer.from(`["${text}",${"[".repeat(20_000)}`)],
  ["a list", "not_an_object", (text) => Buffer.from(`[{"x":"${text}"}]`)],
  ["a compressed body", "invalid_utf8", (text) => gzipSync(`{"x":"${text}"}`), gzipped],
];

export const bodyChecks: readonly SourceCheck[] = [
  {
    name: "a body of 262,144 bytes is an event, and one byte more is refused with 413",
    async run(source) {
      const { notification, request } = await writeOfSize(source, maxBodyBytes);
      await source.deliverEvent(notification, request);
      const larger = await writeOfSize(source, maxBodyBytes + 1);
      expectRefused(await source.send(larger.request), [413]);
      await source.expectNothing(larger.notification);
    },
  },
  {
    name: "every character and every digit is carried, under any content type",
    async run({ invent, write, deliverEvent, intake }) {
      const notification = invent();
      const request = await write(notification);
      const members = exotic.map(([sent], index) => `"x${index}":${sent},`).join("");
      const headers = { ...request.headers, "content-type": "application/octet-stream" };
      await deliverEvent(notification, {
        ...request,
        headers,
        body: request.body.replace("{", `{${members}`),
      });
      for (const { mailbox } of intake.consumers)
        for (const { body } of mailbox.arrivalsOf(notification.correlationId))
          for (const [sent, carried] of exotic)
            ensure(body.includes(`:${carried}`), `the event does not carry ${sent}`);
    },
  },
  {
    name: "a key that comes twice counts as it came last",
    async run({ simulator, invent, write, deliverEvent }) {
      const notification = invent();
      const request = await write(notification);
      const [key = ""] = Object.keys(simulator.about({}, notification.correlationId));
      const body = request.body.replace("{", `{${JSON.stringify(key)}:"another",`);
      await deliverEvent(notification, { ...request, body });
    },
  },
  {
    name: "an authentic body that is no JSON object is acknowledged, and kept byte for byte in quarantine, once",
    async run(source) {
      const results = await Promise.allSettled(oddBodies.map((each) => checkOdd(source, each)));
      for (const result of results) if (result.status === "rejected") throw result.reason;
    },
  },
  {
    name: "an empty body is acknowledged if the headers prove it, else refused, and is no event",
    async run(source) {
      const notification = source.invent();
      await sendBody(source, notification, Buffer.of());
      // Of an earlier run's it is a duplicate.
      await source.intake.expect([{ correlationId: notification.correlationId, events: 0 }]);
    },
  },
];

async function writeOfSize({ invent, write }: PlayedSource, bytes: number) {
  const notification = invent({ padding: "" });
  const request = await write(notification);
  const left = bytes - Buffer.byteLength(request.body);
  // An event has each as an escape of twice its bytes: no event is larger.
  const padding = "\uFFFE".repeat(left / 3) + "x".repeat(left % 3);
  const body = request.body.replace('"padding":""', `"padding":"${padding}"`);
  return { notification, request: { ...request, body } };
}

/** Twice. */
async function checkOdd(source: PlayedSource, [what, code, writeBody, headers]: Odd): Promise<void> {
  const notification = source.invent();
  const body = writeBody(randomUUID());
  await sendBody(source, notification, body, headers);
  const isProved = await sendBody(source, notification, body, headers);
  if (!isProved) return source.expectNothing(notification);
  const { issues, delivery } = await source.expectQuarantined(notification);
  const isCoded = issues.some((issue) => issue.code === code);
  ensure(isCoded, `${what} is not kept as ${code}`);
  ensure(Buffer.from(delivery.body, "base64").equals(body), `${what} is not kept byte for byte`);
}

/** A success if the headers prove the sender. A credential in the body is lost with it. Returns whether. */
async function sendBody(source: PlayedSource, { correlationId }: Notification, body: Buffer, headers = {}) {
  const usual = source.invent();
  const isProved = (await source.write(usual)).body === stringifyJson(usual.body);
  const empty = { correlationId, body: {} };
  const written = await source.write(empty);
  const request = { ...written, headers: { ...written.headers, ...headers }, body };
  if (isProved) await source.deliver(empty, request);
  else expectRefused(await source.send(request));
  return isProved;
}
