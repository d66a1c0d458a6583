import { type Validator, validate } from "@hyperjump/json-schema/openapi-3-1";
import { playedIds, playedSources } from "../../support/simulated-vendors.ts";
import "@hyperjump/json-schema/draft-2020-12";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { vendors } from "../../../functions/vendors.ts";
import { provenBy } from "../../../infra/contracts/examples.ts";
import { listFields, objectOf } from "../../../infra/contracts/fields.ts";
import { loadSimulator, readExample } from "../../../infra/simulators/simulators.ts";
import type { AuthenticationSettings } from "../../../lib/authentication/authenticator.ts";
import type { HttpResponse } from "../../../lib/delivery/response.ts";
import { maximumBodyBytes } from "../../../lib/intake/receive.ts";
import { isJsonObject, type JsonObject, parseJson, stringifyJson } from "../../../lib/json/json.ts";
import { restoreDelivery } from "../../../lib/source/quarantine.ts";
import { certificates } from "../../proofs/fuzz/secrets.ts";
import { addressOf, memberOf, readContract } from "./contract-files.ts";
import { createPlay, everyExample } from "./played.ts";
import { valuesOf } from "./schema-arbitrary.ts";

type Json = Parameters<Validator>[0];

const document = readContract("openapi.json");
const routes = vendors.flatMap((source) =>
  source.routes.map((route) => ({ source, id: source.id, route, path: route.replaceAll("+}", "}") })),
);
const playedRoutes = routes.filter(({ id }) => playedIds.includes(id));
const requestSchema = (path: string) => [
  ...["paths", path, "post", "requestBody", "content", "application/json", "schema"],
];
const toJson = (value: unknown): Json => JSON.parse(JSON.stringify(value));

describe("the endpoints' contract", () => {
  it("is OpenAPI 3.1 by the specification's own schema, every schema in it included", async () => {
    const output = await validate("https://spec.openapis.org/oas/3.1/schema-base", toJson(document), "BASIC");
    expect(output).toEqual({ valid: true });
  });

  it("would not be with a security scheme, a status or a type that does not exist", async () => {
    const text = JSON.stringify(document);
    for (const [right, wrong] of [
      ['"type":"mutualTLS"', '"type":"mutual"'],
      ['"401":', '"four":'],
      ['"type":"object"', '"type":"map"'],
    ] as const) {
      expect(text).toContain(right);
      const broken = JSON.parse(text.replaceAll(right, wrong));
      const { valid } = await validate("https://spec.openapis.org/oas/3.1/schema-base", broken);
      expect(valid, wrong).toBe(false);
    }
  });

  it("has the routes of every source, for a POST, and no other", () => {
    const paths = objectOf(document.paths);
    expect(Object.keys(paths)).toEqual(routes.map(({ path }) => path));
    expect(Object.values(paths).map((path) => Object.keys(objectOf(path)))).toEqual(
      routes.map(() => ["post"]),
    );
  });

  it("says which statuses come from API Gateway, with another body than a problem", () => {
    const { description } = memberOf(document, ["info"]);
    expect(String(description).match(/\b[45]\d\d\b/g)).toEqual([
      "400",
      "404",
      "403",
      "413",
      "429",
      "500",
      "503",
    ]);
  });

  it("leads nowhere that is not there", () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
      ([, to = ""]) => to,
    );
    expect(references.length).toBeGreaterThan(10);
    expect(references.filter((to) => Object.keys(memberOf(document, to.split("/"))).length === 0)).toEqual(
      [],
    );
  });

  it("names every operation once, and every variable of a path", () => {
    const operations = routes.map(({ path }) => memberOf(document, ["paths", path, "post"]));
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    for (const { path } of routes) {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const { parameters = [] } = memberOf(document, ["paths", path, "post"]);
      expect(parameters).toEqual(
        names.map((name) => expect.objectContaining({ name, in: "path", required: true })),
      );
    }
  });
});

describe.each(playedRoutes)("a body for $route", ({ source, id, path }) => {
  it("may be any that the vendor publishes, as it is and as it is sent", async () => {
    const isBody = await validate(addressOf("openapi.json", requestSchema(path)));
    for (const { example } of everyExample.filter((one) => one.id === id)) {
      const body = readExample(id, example);
      const { parts } = await createPlay(source, body);
      expect(isBody(toJson(body)), example).toEqual({ valid: true });
      expect(isBody(JSON.parse(String(parts.body))), example).toEqual({ valid: true });
    }
  });

  it("is shown, by the name of its file", () => {
    const { examples } = memberOf(document, requestSchema(path).slice(0, -1));
    const names = everyExample.filter((one) => one.id === id).map(({ example }) => example);
    expect(Object.entries(objectOf(examples))).toEqual(
      names.map((name) => [name, { value: readExample(id, name) }]),
    );
  });

  it("has every field of the published examples", () => {
    const fields = listFields(memberOf(document, ["components", "schemas", `${id}Body`])).map(
      ([name]) => name,
    );
    const known = new Set(fields.map((name) => name.split(".")[0]));
    for (const { example } of everyExample.filter((one) => one.id === id)) {
      expect(Object.keys(readExample(id, example)).filter((name) => !known.has(name))).toEqual([]);
    }
  });

  it("is understood, whatever the contract allows, and none of its fields is unknown", () => {
    const schema = memberOf(document, requestSchema(path));
    const parameters = Object.fromEntries(
      [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => [name, "01BFJA617JMJXEW6G7TDDXNSHX"]),
    );
    const understood = fc.property(valuesOf(schema, document), (body) => {
      const { queue, issues, message } = interpret(source, body, parameters);
      expect({ queue, issues }).toEqual({ queue: "events", issues: [] });
      const flags: { code: string; field: string }[] = JSON.parse(message).data.flags;
      const unknown = flags.filter(
        ({ code, field }) => code === "unknown_field" && !field.startsWith("added-"),
      );
      expect(unknown).toEqual([]);
    });
    fc.assert(understood, { numRuns: 500 });
  });

  it("is for the quarantine without a field that has to be there", async () => {
    const isBody = await validate(addressOf("openapi.json", requestSchema(path)));
    const schema = memberOf(document, requestSchema(path));
    const { allOf = [schema] } = schema;
    const required = [allOf].flat().flatMap((one) => {
      const { $ref, required: own = [] } = objectOf(one);
      const referred = typeof $ref === "string" ? memberOf(document, $ref.split("/").slice(1)) : {};
      return [own, referred.required ?? []].flat().map(String);
    });
    const simulator = await loadSimulator(id);
    for (const name of required) {
      const { [name]: _, ...body } = readExample(id, simulator.defaultExample);
      expect(isBody(toJson(body)).valid, name).toBe(false);
      expect(interpret(source, body, {}).queue, name).toBe("quarantine");
    }
  });
});

/** Without its age being judged: the contract says of a time only that it is a number. */
function interpret(source: (typeof vendors)[number], body: unknown, pathParameters: Record<string, string>) {
  const bytes = Buffer.from(stringifyJson(body));
  const reading = parseJson(bytes);
  const proven = provenBy(source, reading.ok && isJsonObject(reading.value) ? reading.value : {});
  const delivery = { id: "1", pathParameters, body: bytes.toString("base64"), proven };
  const quarantined = { id: "1", issues: [], source: source.id, correlationid: "1", delivery };
  const restored = restoreDelivery({ ...quarantined, recordedtime: "2026-11-21T09:30:00.000Z" });
  return source.interpret(restored, { id: undefined });
}

/** Every way in which a source answers, by what is done to it. */
async function responsesOf(source: (typeof vendors)[number]): Promise<HttpResponse[]> {
  const simulator = await loadSimulator(source.id);
  const body = readExample(source.id, simulator.defaultExample);
  const play = async (
    change: (play: Awaited<ReturnType<typeof createPlay>>) => object = () => ({}),
    authentication?: AuthenticationSettings,
  ) => {
    const made = await createPlay(source, body, authentication ? { authentication } : {});
    const changed = change(made);
    return (await made.harness.deliver({ ...made.parts, ...changed })).response;
  };
  const success = await play();
  const unread = await play(() => ({ body: "not JSON" }));
  const stranger = await play(() => ({ headers: {}, body: stringifyJson(body) }));
  const large = await play(() => ({ body: Buffer.alloc(maximumBodyBytes + 1, " ") }));
  const out = await play(({ harness }) => {
    harness.table.fails = true;
    harness.eventQueue.fails = true;
    return {};
  });
  const connections = connectionSettings(source.schemeNames);
  const foreign = await Promise.all(connections.map((settings) => play(() => ({}), settings)));
  return [success, unread, stranger, large, out, ...foreign];
}

/** Of the schemes about the connection, those that a source has, each with somebody else's address or certificate. */
function connectionSettings(schemeNames: readonly string[]): AuthenticationSettings[] {
  const all = {
    sourceAddress: { ranges: ["192.0.2.10/32"] },
    clientCertificate: { pins: [{ sha256: certificates.own.fingerprint256 }] },
  };
  return Object.entries(all)
    .filter(([name]) => schemeNames.includes(name))
    .map(([name, settings]) => ({ [name]: settings }));
}

describe.each(playedRoutes)("the answers on $route", ({ source, path }) => {
  const responses = memberOf(document, ["paths", path, "post", "responses"]);

  it("are those that are published, and each of these is given", async () => {
    const responses = await responsesOf(source);
    const statuses = [...new Set(responses.map(({ status }) => String(status)))];
    expect(statuses.sort()).toEqual(Object.keys(responses).sort());
  });

  it("have the media type, the headers and the body that are published", async () => {
    for (const response of await responsesOf(source)) {
      const { headers = {}, content = {} } = objectOf(responses[String(response.status)]);
      const { "content-type": mediaType = "", ...others } = response.headers;
      expect(Object.keys(objectOf(content))).toEqual([mediaType]);
      expect(Object.keys(objectOf(headers))).toEqual(Object.keys(others));
      const pointer = [
        "paths",
        path,
        "post",
        "responses",
        String(response.status),
        "content",
        mediaType,
        "schema",
      ];
      const isBody = await validate(addressOf("openapi.json", pointer));
      const read = mediaType.endsWith("json") ? JSON.parse(response.body) : response.body;
      expect(isBody(read), response.body).toEqual({ valid: true });
    }
  });

  it("show the text and the headers of every refusal, as they are", async () => {
    for (const response of (await responsesOf(source)).filter(({ status }) => status >= 400)) {
      const { headers = {}, content = {} } = objectOf(responses[String(response.status)]);
      const shown = Object.values(objectOf(content)).map((one) => objectOf(one).example);
      expect(shown).toEqual([JSON.parse(response.body)]);
      // Another choice of schemes has another challenge; refusals by address and certificate have none.
      for (const [name, header] of Object.entries(objectOf(headers)))
        expect(objectOf(header).example).toBe(response.headers[name]);
    }
  });
});

describe.each(playedSources.map((source) => ({ source, id: source.id })))(
  "the credentials of $id",
  ({ source, id }) => {
    const [first] = source.routes;
    const { security = [] } = memberOf(document, ["paths", first, "post"]);
    const schemes = memberOf(document, ["components", "securitySchemes"]);
    const alternatives = [security].flat().map((one) => Object.keys(objectOf(one)));

    it("are where the contract says, and the delivery is refused without them", async () => {
      const simulator = await loadSimulator(id);
      const { harness, parts } = await createPlay(source, readExample(id, simulator.defaultExample));
      const shown = alternatives.filter((names) =>
        names.every((name) => isShown(objectOf(schemes[name]), parts.headers ?? {})),
      );
      // A signature in the body has no security scheme.
      expect(shown.length).toBe(alternatives.length === 0 ? 0 : 1);
      const places = shown.flat().map((name) => headerOf(objectOf(schemes[name])));
      const headers = Object.entries(parts.headers ?? {}).filter(([name]) => !places.includes(name));
      const { response } = await harness.deliver({ ...parts, headers: Object.fromEntries(headers) });
      expect(response.status).toBe(alternatives.length === 0 ? 200 : 401);
    });

    it("are told in words, whatever a deployment may choose", () => {
      const { description = "" } = memberOf(document, ["paths", first, "post"]);
      expect(source.schemeNames.filter((name) => !String(description).includes(`\`${name}\``))).toEqual([]);
    });
  },
);

function headerOf(scheme: JsonObject): string {
  return scheme.type === "http" ? "authorization" : String(scheme.name);
}

function isShown(scheme: JsonObject, headers: Readonly<Record<string, string>>): boolean {
  const header = headers[headerOf(scheme)];
  if (scheme.type === "apiKey") return scheme.in === "header" && header !== undefined;
  return scheme.type === "http" && new RegExp(`^${String(scheme.scheme)}\\b`, "i").test(header ?? "");
}

it("every source is told with its vendor's page", () => {
  expect(document.tags).toEqual(
    vendors.map(({ id, documentation: { url } }) => ({
      name: id,
      externalDocs: expect.objectContaining({ url }),
    })),
  );
});
