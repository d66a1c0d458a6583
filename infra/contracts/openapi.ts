import { maximumBodyBytes } from "../../lib/intake/receive.ts";
import type { JsonObject } from "../../lib/json/json.ts";
import type { Vendor } from "../../lib/source/define-vendor.ts";
import { objectOf } from "./fields.ts";
import { describeResponses, problemSchema } from "./openapi-responses.ts";
import { describePayload } from "./payload-contract.ts";
import type { PublishedSource } from "./published.ts";
import { publishedScalars } from "./scalars.ts";
import { describePlaces } from "./security-schemes.ts";

/** The endpoints for the vendors in OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0). */
export function describeEndpoints(published: readonly PublishedSource[], version: string): JsonObject {
  return {
    openapi: "3.1.0",
    info: describeInfo(version),
    servers: [
      {
        url: "https://{host}",
        description: "The address of a deployment: its outputs `<Source>Endpoint`.",
        variables: { host: { default: "notifications.example.com" } },
      },
    ],
    tags: published.map(({ source }) => describeTag(source)),
    paths: Object.fromEntries(published.flatMap(describePaths)),
    components: describeComponents(published),
  };
}

function describeInfo(version: string): JsonObject {
  return {
    title: "Notification intake: endpoints",
    version,
    description: [
      "Where the vendors deliver. Each has a path of its own, and is answered in its own dialect.",
      "What is refused is refused before anything is stored, and there is never a 400.",
      "API Gateway answers in its own words where no function is asked: 404 for an unknown path, 403 without a trusted certificate on a mutual TLS domain, 413 for a body of several MB, 429 when throttled, 500 or 503 when a function could not answer.",
    ].join(" "),
    license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
  };
}

function describeTag({ id, documentation: { url, read } }: Vendor): JsonObject {
  return { name: id, externalDocs: { url, description: `The vendor's page, as of ${read}.` } };
}

function describeComponents(published: readonly PublishedSource[]): JsonObject {
  const bodies = published.map(({ source, contract }) => [
    `${source.id}Body`,
    describePayload(source, contract).body,
  ]);
  const scalars = Object.entries(publishedScalars).map(([name, one]) => [name, one.published]);
  return {
    schemas: Object.fromEntries([...bodies, ...scalars, ["Problem", problemSchema]]),
    securitySchemes: Object.fromEntries(published.flatMap(({ source }) => listSecuritySchemes(source))),
  };
}

function listSecuritySchemes(source: Vendor): [string, JsonObject][] {
  return source.schemeNames
    .flatMap((name) => describePlaces(source, name))
    .flatMap(({ security }): [string, JsonObject][] => (security ? [[security.name, security.scheme]] : []));
}

function describePaths(published: PublishedSource): [string, JsonObject][] {
  return published.source.routes.map((route) => [
    route.replaceAll("+}", "}"),
    { post: describeOperation(published, route) },
  ]);
}

function describeOperation(published: PublishedSource, route: string): JsonObject {
  const { source } = published;
  const parameters = describeParameters(published, route);
  const security = describeSecurity(source);
  return {
    operationId: `deliver${[source.id, ...namesIn(route)].map(capitalize).join("By")}`,
    tags: [source.id],
    summary: `Deliver a notification of ${source.id}`,
    description: describeAuthentication(source),
    ...(security.length > 0 ? { security } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    requestBody: describeBody(published, route),
    responses: describeResponses(published),
  };
}

/** What a deployment that chooses nothing asks for: one alternative for each notation of the same proof. */
function describeSecurity(source: Vendor): JsonObject[] {
  const chosen = Object.keys(source.defaultAuthentication).map((name) =>
    describePlaces(source, name).flatMap(({ security }) => security?.name ?? []),
  );
  return chosen
    .filter((names) => names.length > 0)
    .reduce<JsonObject[]>(
      (alternatives, names) => alternatives.flatMap((one) => names.map((name) => ({ ...one, [name]: [] }))),
      [{}],
    )
    .filter((alternative) => Object.keys(alternative).length > 0);
}

function describeAuthentication(source: Vendor): string {
  const ways = source.schemeNames.map((name) => {
    const words = describePlaces(source, name).map((place) => place.words);
    return `\`${name}\` (${words.join(", or ")})`;
  });
  const chosen = Object.keys(source.defaultAuthentication).map((name) => `\`${name}\``);
  return [
    `A deployment chooses how the sender has to prove itself: ${ways.join("; ")}.`,
    `All that it chooses must pass. If it chooses nothing, it is ${chosen.join(" and ")}.`,
  ].join(" ");
}

function describeParameters({ source, contract, examples }: PublishedSource, route: string): JsonObject[] {
  const path = objectOf(describePayload(source, contract).path.properties);
  return namesIn(route).map((name) => {
    const { default: _, ...schema } = objectOf(path[name]);
    const [example] = examples.flatMap(({ pathParameters }) => pathParameters[name] ?? []);
    const isGreedy = route.includes(`{${name}+}`);
    return {
      name,
      in: "path",
      required: true,
      schema,
      ...(isGreedy ? { description: "It may go on over several segments, which OpenAPI cannot say." } : {}),
      ...(example === undefined ? {} : { example }),
    };
  });
}

function describeBody({ source, contract, examples }: PublishedSource, route: string): JsonObject {
  const reference = { $ref: `#/components/schemas/${source.id}Body` };
  const besides = contract.routes?.[route];
  return {
    required: true,
    description: [
      `At most ${maximumBodyBytes} bytes, read as JSON in UTF-8 whatever its content type says.`,
      "The schema is what is understood for certain. Whatever else is authentic is acknowledged as well: with an event and a flag where the vendor's fields and values differ, in quarantine where nothing tells what it is about.",
    ].join(" "),
    content: {
      "application/json": {
        schema: besides ? { allOf: [reference, besides] } : reference,
        examples: Object.fromEntries(examples.map(({ name, body }) => [name, { value: body }])),
      },
    },
  };
}

function namesIn(route: string): string[] {
  return [...route.matchAll(/\{(\w+)\+?\}/g)].map(([, name = ""]) => name);
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
