import type { Answer } from "../../lib/delivery/http-response.ts";
import { refusalAnswer, unavailableAnswer } from "../../lib/delivery/response.ts";
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from "../../lib/json/json.ts";
import type { Source } from "../../lib/source/define-vendor.ts";
import { acknowledgeUnreadable } from "./examples.ts";
import type { PublishedSource } from "./published.ts";
import { schemaOfSamples } from "./sample-schema.ts";

const headerTexts: Readonly<Record<string, string>> = {
  "www-authenticate": "What a deployment that chooses nothing expects (RFC 9110, section 11.6.1).",
  "retry-after": "Seconds after which to send again (RFC 9110, section 10.2.3).",
};

/** RFC 9457, section 3.1, with the members that every problem here has. */
export const problemSchema: JsonObject = {
  type: "object",
  description: "Problem details (RFC 9457). The texts are fixed: none of them tells which check failed.",
  properties: {
    type: { type: "string", const: "about:blank", description: "The title is that of the status." },
    title: { type: "string", description: "The status in words." },
    status: { type: "integer", description: "The status." },
    detail: { type: "string", description: "What it means here." },
  },
  required: ["type", "title", "status", "detail"],
};

/** Every answer that a source can give. */
export function describeResponses(published: PublishedSource): JsonObject {
  const refusals = refusalsOf(published.source).map((answer) => [
    String(answer.status),
    describeProblem(answer),
  ]);
  return { ...describeSuccesses(published), ...Object.fromEntries(refusals) };
}

/** 401 only with a scheme that has a challenge, 403 only with one that needs no secret (`lib/delivery/response.ts`). */
function refusalsOf(source: Source): Answer[] {
  const schemes = Object.values(source.schemes);
  const { challenge } = source.authenticator(source.defaultAuthentication);
  return [
    ...(schemes.some(({ usesSecret }) => usesSecret) ? [refusalAnswer("credential_missing", challenge)] : []),
    ...(schemes.some(({ usesSecret }) => !usesSecret) ? [refusalAnswer("address_not_allowed", "")] : []),
    refusalAnswer("body_too_large", ""),
    unavailableAnswer(),
  ];
}

function describeProblem(answer: Answer): JsonObject {
  const { mediaType, body } = readAnswer(answer);
  const detail = isJsonObject(body) ? (body.detail ?? "") : "";
  return {
    description: detail,
    ...describeHeaders(answer),
    content: { [mediaType]: { schema: { $ref: "#/components/schemas/Problem" }, example: body } },
  };
}

function describeSuccesses({ source, examples }: PublishedSource): JsonObject {
  const successes = examples.map(({ answer }) => ({ answer, ...readAnswer(answer) }));
  const unreadable = readAnswer(acknowledgeUnreadable(source));
  const statuses = [...new Set(successes.map(({ answer }) => answer.status))];
  const responses = statuses.map((status) => {
    const own = successes.filter(({ answer }) => answer.status === status);
    const [{ answer, mediaType } = { answer: acknowledgeUnreadable(source), ...unreadable }] = own;
    const schema = schemaOfSamples([...own.map(({ body }) => body), unreadable.body]);
    const description =
      "The notification was taken in, now or before; or it was not understood, and is kept in quarantine.";
    const content = { [mediaType]: { schema, example: own[0]?.body ?? unreadable.body } };
    return [String(status), { description, ...describeHeaders(answer), content }];
  });
  return Object.fromEntries(responses);
}

function describeHeaders({ headers }: Answer): JsonObject {
  const described = Object.entries(headers)
    .filter(([name]) => name !== "content-type")
    .map(([name, value]) => [
      name,
      { description: headerTexts[name] ?? name, schema: { type: "string" }, example: value },
    ]);
  return described.length > 0 ? { headers: Object.fromEntries(described) } : {};
}

/** The body as its media type has it: JSON, or a text. */
function readAnswer({ headers, body }: Answer): { mediaType: string; body: JsonValue } {
  const mediaType = headers["content-type"] ?? "text/plain";
  const reading = /[/+]json$/.test(mediaType) ? parseJson(Buffer.from(body)) : undefined;
  return { mediaType, body: reading?.ok ? reading.value : body };
}
