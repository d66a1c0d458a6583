import { type HttpResponse, refusalResponse, unavailableResponse } from "../../lib/delivery/response.ts";
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from "../../lib/json/json.ts";
import type { Vendor } from "../../lib/source/define-vendor.ts";
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
  const refusals = refusalsOf(published.source).map((response) => [
    String(response.status),
    describeProblem(response),
  ]);
  return { ...describeSuccesses(published), ...Object.fromEntries(refusals) };
}

/** 401 only with a scheme that has a challenge, 403 only with one that needs no secret (`lib/delivery/response.ts`). */
function refusalsOf(source: Vendor): HttpResponse[] {
  const schemes = Object.values(source.schemes);
  const { challenge } = source.authenticator(source.defaultAuthentication);
  return [
    ...(schemes.some(({ needs }) => needs === "secret")
      ? [refusalResponse("credential_missing", challenge)]
      : []),
    ...(schemes.some(({ needs }) => needs !== "secret") ? [refusalResponse("address_not_allowed", "")] : []),
    refusalResponse("body_too_large", ""),
    unavailableResponse(),
  ];
}

function describeProblem(response: HttpResponse): JsonObject {
  const { mediaType, body } = readResponse(response);
  const detail = isJsonObject(body) ? (body.detail ?? "") : "";
  return {
    description: detail,
    ...describeHeaders(response),
    content: { [mediaType]: { schema: { $ref: "#/components/schemas/Problem" }, example: body } },
  };
}

function describeSuccesses({ source, examples }: PublishedSource): JsonObject {
  const successes = examples.map(({ response }) => ({ response, ...readResponse(response) }));
  const unreadable = readResponse(acknowledgeUnreadable(source));
  const statuses = [...new Set(successes.map(({ response }) => response.status))];
  const responses = statuses.map((status) => {
    const own = successes.filter(({ response }) => response.status === status);
    const [{ response, mediaType } = { response: acknowledgeUnreadable(source), ...unreadable }] = own;
    const schema = schemaOfSamples([...own.map(({ body }) => body), unreadable.body]);
    const description =
      "The notification was taken in, now or before; or it was not understood, and is kept in quarantine.";
    const content = { [mediaType]: { schema, example: own[0]?.body ?? unreadable.body } };
    return [String(status), { description, ...describeHeaders(response), content }];
  });
  return Object.fromEntries(responses);
}

function describeHeaders({ headers }: HttpResponse): JsonObject {
  const described = Object.entries(headers)
    .filter(([name]) => name !== "content-type")
    .map(([name, value]) => [
      name,
      { description: headerTexts[name] ?? name, schema: { type: "string" }, example: value },
    ]);
  return described.length > 0 ? { headers: Object.fromEntries(described) } : {};
}

/** The body as its media type has it: JSON, or a text. */
function readResponse({ headers, body }: HttpResponse): { mediaType: string; body: JsonValue } {
  const mediaType = headers["content-type"] ?? "text/plain";
  const reading = /[/+]json$/.test(mediaType) ? parseJson(Buffer.from(body)) : undefined;
  return { mediaType, body: reading?.ok ? reading.value : body };
}
