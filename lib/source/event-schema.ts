import * as v from "valibot";
import type { Fields, FieldTable, PublishedOf } from "./fields.ts";

const outcomeTexts = {
  passed: "the vendor says yes",
  failed: "the vendor says no",
  review: "a person has to look",
  pending: "no decision yet, another notification follows",
  error: "the vendor could not do its work",
  ready: "the work is done, its result must be fetched from the vendor",
  updated: "something changed, this notification decides nothing",
  unknown: "a value that this version of the intake does not know; see `flags` and `original`",
} as const;
export type Outcome = keyof typeof outcomeTexts;
export const outcomes: readonly Outcome[] = Object.keys(outcomeTexts).filter(isOutcome);

const flagTexts = {
  unknown_value: "a value outside the published ones",
  unknown_field: "a field that is not published",
  unreadable_value: "a value of another type than the published one; its field in `notification` is null",
  unpublished_combination: "values that are not published together",
  conflicting_value: "two places that should say the same do not",
} as const;
export type FlagCode = keyof typeof flagTexts;

function isOutcome(word: string): word is Outcome {
  return Object.hasOwn(outcomeTexts, word);
}

function listOf(texts: Readonly<Record<string, string>>): string {
  return Object.entries(texts)
    .map(([word, text]) => `\`${word}\`: ${text}.`)
    .join(" ");
}

const time = (text: string) => v.pipe(v.string(), v.isoTimestamp(), v.description(text));
const text = (description: string) => v.pipe(v.string(), v.nonEmpty(), v.description(description));
const texts = (description: string) =>
  v.pipe(v.array(v.pipe(v.string(), v.nonEmpty())), v.description(description));
const reference = (description: string) => v.optional(text(description));

/** One name per reference for every vendor. */
const references = v.object({
  session: reference("The vendor's session with one person."),
  document: reference("The image, document or set of documents that was examined."),
  entity: reference("The person or organisation that was examined."),
  check: reference("The vendor's check."),
  task: reference("The vendor's task."),
  resource: reference("The vendor's resource."),
  request: reference("The request to the vendor that this notification answers."),
  workflow: reference("The vendor's run of a workflow."),
  customer: reference(
    "Your own id for the person or organisation, if you gave it to the vendor or minted it into a session's token.",
  ),
});
export type References = Readonly<v.InferOutput<typeof references>>;

const result = v.object({
  method: v.pipe(v.literal("GET"), v.description("The HTTP method.")),
  path: v.pipe(
    v.string(),
    v.regex(/^\//),
    v.description(
      "Path at the vendor's API. Its ids are percent-encoded. The host and the credentials are those of your account.",
    ),
  ),
  field: text("The field of the answer that tells how far it is; a dot leads into an object."),
  complete: texts("Values of the field with which the result is there."),
  ended: texts(
    "Values of the field with which there will never be a result. With any other value, ask again later.",
  ),
});
export type ResultRequest = v.InferOutput<typeof result>;

// No list of codes: consumers must not fail on newer flags (ADR 14).
const flag = v.object({
  code: text(`What it is; more codes may be added. ${listOf(flagTexts)}`),
  field: text("The vendor's field, never its value."),
});

/**
 * The event on the queue: CloudEvents 1.0 in structured JSON (https://github.com/cloudevents/spec), one a message. `data` has a
 * canonical part equal for all sources, the source's typed part (`notification`) and the notification as received (`original`).
 */
function eventSchema<const Type extends string, Notification extends v.GenericSchema>(
  type: Type,
  notification: Notification,
) {
  return v.object({
    specversion: v.pipe(v.literal("1.0"), v.description("The version of CloudEvents.")),
    id: v.pipe(
      v.string(),
      v.regex(/^[0-9a-f]{64}$/),
      v.description(
        "Deterministic: the same notification has the same id however often it is delivered. Should an event come twice, this tells.",
      ),
    ),
    source: text("The source: one account of the vendor that `type` names."),
    type: v.pipe(
      v.literal(type),
      v.description("What kind of event it is, with the version of its contract."),
    ),
    subject: text("What the notification is about. Events of one source and subject keep their order."),
    time: v.optional(time("When it happened, if the vendor says so with a known zone; in UTC.")),
    // https://github.com/cloudevents/spec/blob/main/cloudevents/extensions/recordedtime.md
    recordedtime: time(
      "When the intake received the notification; in UTC. Every event has it: order the events of a subject by it.",
    ),
    datacontenttype: v.pipe(v.literal("application/json"), v.description("The media type of `data`.")),
    authenticated: v.pipe(
      v.picklist(["caller", "fields"]),
      v.description(
        "What was proved: `caller`, who sent it; `fields`, besides that the fields of the body in `authenticatedfields` are as the sender wrote them.",
      ),
    ),
    authenticatedfields: v.optional(
      text(
        "What was proved besides the caller, separated by commas. With `fields`: names in the vendor's body. With `caller`: `references.customer` of `data`, which a token for one session proves. Everything else is only the caller's word.",
      ),
    ),
    signaturedigest: v.optional(
      text(
        "With `fields`: SHA-256 of the signature, in base64url. An altered copy in quarantine names the same one.",
      ),
    ),
    correlationid: text(
      "What the vendor calls the delivery (`x-correlation-id`), or else the id of its request.",
    ),
    // https://github.com/cloudevents/spec/blob/main/cloudevents/extensions/distributed-tracing.md
    traceparent: v.optional(
      v.pipe(
        v.string(),
        v.regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/),
        v.description("The W3C trace of the delivery, if the deployment traces. It proves nothing."),
      ),
    ),
    data: v.pipe(
      dataSchema(notification),
      v.description(
        "The notification: a part that means the same for every source, the source's own, and what was received.",
      ),
    ),
  });
}

function dataSchema<Notification extends v.GenericSchema>(notification: Notification) {
  return v.object({
    outcome: v.pipe(
      v.picklist(outcomes),
      v.description(
        `What the notification means, in the same words for every source. ${listOf(outcomeTexts)}`,
      ),
    ),
    reason: v.pipe(
      v.nullable(v.string()),
      v.description(
        "The vendor's most specific code behind the outcome, as it came: the one to name when you ask the vendor.",
      ),
    ),
    references: v.pipe(
      references,
      v.description("What the notification refers to, by the vendor's own ids. More names may be added."),
    ),
    flags: v.pipe(
      v.array(flag),
      v.description("What about the notification is not as published. It was carried through all the same."),
    ),
    result: v.pipe(
      v.nullable(result),
      v.description(
        "How to fetch what the notification only announces. Null where there is nothing to fetch, or an id is missing that the path needs.",
      ),
    ),
    notification: v.pipe(notification, v.description("The source's own part, typed.")),
    original: v.pipe(
      v.unknown(),
      v.description(
        "The notification as received: the vendor's JSON object, unpublished fields included. Its numbers have the vendor's own characters, and may have more digits than a double holds.",
      ),
    ),
  });
}

interface EventType<Type extends string, Entries extends Fields> {
  readonly eventType: Type;
  readonly fields: FieldTable<Entries>;
}

/** Distributes over several vendors. */
export type EventSchemaOf<Sent> =
  Sent extends EventType<infer Type, infer Entries>
    ? ReturnType<typeof eventSchema<Type, v.GenericSchema<PublishedOf<Entries>>>>
    : never;

/** Apart from `defineVendor`: functions that only send events never build schemas. */
export function eventSchemaOf<Sent extends EventType<string, Fields>>(sent: Sent) {
  const { eventType, fields } = sent;
  // TypeScript cannot resolve the conditional type here.
  return eventSchema(eventType, fields.notification()) as EventSchemaOf<Sent>;
}
