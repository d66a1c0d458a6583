import type * as v from "valibot";
import type { FieldTexts } from "../../lib/source/contract.ts";
import type { eventSchema, FlagCode, Outcome } from "../../lib/source/event.ts";

type AnyEvent = v.InferOutput<ReturnType<typeof eventSchema<string, string, v.UnknownSchema>>>;

const outcomes: Readonly<Record<Outcome, string>> = {
  passed: "the vendor says yes",
  failed: "the vendor says no",
  review: "a person has to look",
  pending: "no decision yet, another notification follows",
  error: "the vendor could not do its work",
  ready: "the work is done, its result must be fetched from the vendor",
  updated: "something changed, this notification decides nothing",
  unknown: "a value that this version of the intake does not know; see `flags` and `original`",
};

const flagCodes: Readonly<Record<FlagCode, string>> = {
  unknown_value: "a value outside the published ones",
  unknown_field: "a field that is not published",
  unreadable_value: "a value of another type than the published one; its field in `notification` is null",
  unpublished_combination: "values that are not published together",
  conflicting_value: "two places that should say the same do not",
};

const list = (meanings: Readonly<Record<string, string>>) =>
  Object.entries(meanings)
    .map(([word, meaning]) => `\`${word}\`: ${meaning}.`)
    .join(" ");

/** What every field of the event means that is the same for all sources. */
export const eventFields: FieldTexts<AnyEvent> = {
  specversion: "The version of CloudEvents.",
  id: "Deterministic: the same notification has the same id however often it is delivered. Should an event come twice, this tells.",
  source: "The source: whose notification it is.",
  type: "What kind of event it is, with the version of its contract.",
  subject: "What the notification is about. Events of one source and subject keep their order.",
  time: "When it happened, if the vendor says so with a known zone; in UTC.",
  recordedtime:
    "When the intake received the notification; in UTC. Every event has it: order the events of a subject by it.",
  datacontenttype: "The media type of `data`.",
  authenticated:
    "What was proved: `caller`, who sent it; `fields`, besides that the fields of the body in `authenticatedfields` are as the sender wrote them.",
  authenticatedfields:
    "What was proved besides the caller, separated by commas. With `fields`: names in the vendor's body. With `caller`: `references.customer` of `data`, which a token for one session proves. Everything else is only the caller's word.",
  signaturedigest:
    "With `fields`: SHA-256 of the signature, in base64url. An altered copy in quarantine names the same one.",
  correlationid: "What the vendor calls the delivery (`x-correlation-id`), or else the id of its request.",
  data: "The notification: a part that means the same for every source, the source's own, and what was received.",
  "data.outcome": `What the notification means, in the same words for every source. ${list(outcomes)}`,
  "data.reason": "The vendor's own code behind the outcome, as it came.",
  "data.references": "What the notification refers to, by the vendor's own ids. More names may be added.",
  "data.references.session": "The vendor's session with one person.",
  "data.references.document": "The image, document or set of documents that was examined.",
  "data.references.entity": "The person or organisation that was examined.",
  "data.references.check": "The vendor's check.",
  "data.references.task": "The vendor's task.",
  "data.references.resource": "The vendor's resource.",
  "data.references.request": "The request to the vendor that this notification answers.",
  "data.references.workflow": "The vendor's run of a workflow.",
  "data.references.customer":
    "Your own id for the person or organisation, if you gave it to the vendor or minted it into a session's token.",
  "data.flags": "What about the notification is not as published. It was carried through all the same.",
  "data.flags.code": `What it is; more codes may be added. ${list(flagCodes)}`,
  "data.flags.field": "The vendor's field, never its value.",
  "data.result":
    "How to fetch what the notification only announces. Null where there is nothing to fetch, or an id is missing that the path needs.",
  "data.result.method": "The HTTP method.",
  "data.result.path":
    "Path at the vendor's API. Its ids are percent-encoded. The host and the credentials are those of your account.",
  "data.result.field": "The field of the answer that tells how far it is; a dot leads into an object.",
  "data.result.complete": "Values of the field with which the result is there.",
  "data.result.ended":
    "Values of the field with which there will never be a result. With any other value, ask again later.",
  "data.notification": "The source's own part, typed.",
  "data.original":
    "The notification as it was received: a JSON object of the vendor's, fields that nobody published included. Its numbers have the vendor's own characters, and may have more digits than a double holds.",
};
