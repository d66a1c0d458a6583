import {
  type AuthenticationDefinition,
  type AuthenticationSettings,
  type Authenticator,
  createAuthenticator,
} from "../authentication/authenticator.ts";
import type { Scheme } from "../authentication/scheme.ts";
import type { AuthenticatedDelivery, Delivery } from "../delivery/delivery.ts";
import type { HttpResponse } from "../delivery/response.ts";
import type { JsonValue } from "../json/json.ts";
import type { Fields, FieldTable, PublishedOf, ReadOf } from "./fields.ts";
import {
  type Acceptance,
  type AnyPayload,
  type Interpretation,
  interpret,
  type SourceReader,
} from "./interpret.ts";

/** One vendor's facts. */
export interface VendorDefinition<
  Id extends string,
  Type extends string,
  Credentials,
  Entries extends Fields,
  Payload extends ReadOf<Entries> & PublishedOf<Entries>,
>
  extends SourceReader<Payload>, AuthenticationDefinition<Credentials> {
  /** Lower-case letters and digits. */
  readonly id: Id;
  /** The vendor's page and when it was read. */
  readonly documentation: { readonly url: string; readonly read: string };
  /** HTTP API paths below the source's that take a POST. Default: the source's own. */
  readonly paths?: readonly [string, ...string[]];
  /** The deployment's default. */
  readonly defaultAuthentication: AuthenticationSettings;
  readonly eventType: Type;
  /** The body's fields and the event's `notification`. */
  readonly fields: FieldTable<Entries>;
  /** Also for duplicates and quarantined notifications. */
  readonly acknowledgement: (body: JsonValue | undefined) => HttpResponse;
}

/** One account of a vendor, at an address of its own. */
export interface Source {
  /** The first part of every idempotency key, and the event's `source`. */
  readonly id: string;
  readonly documentation: { readonly url: string; readonly read: string };
  /** HTTP API paths that take a POST. */
  readonly routes: readonly [string, ...string[]];
  readonly eventType: string;
  readonly fields: FieldTable;
  readonly schemes: Readonly<Record<string, Pick<Scheme<never>, "needs">>>;
  readonly defaultAuthentication: AuthenticationSettings;
  readonly retentionSeconds: number;
  readonly authenticator: (settings: AuthenticationSettings) => Authenticator;
  /** Empty unless only fields are signed. */
  readonly signedFields: readonly string[];
  readonly interpret: (delivery: AuthenticatedDelivery, acceptance?: Acceptance) => Interpretation;
  readonly acknowledge: (delivery: Delivery) => HttpResponse;
}

/** A vendor is also the source of its own name. */
export interface Vendor extends Source {
  /** Another account's source. Its credentials, keys and events are its own. */
  readonly source: (id: string) => Source;
}

/** Hides the vendor's types. */
export function defineVendor<
  const Id extends string,
  const Type extends string,
  Credentials,
  Entries extends Fields,
  Payload extends ReadOf<Entries> & PublishedOf<Entries>,
>(definition: VendorDefinition<Id, Type, Credentials, Entries, Payload>) {
  const { id } = definition;
  const source = (sourceId: string) => createSource(definition, sourceId);
  return { ...source(id), id, source } satisfies Vendor;
}

function createSource<
  const Type extends string,
  Credentials,
  Entries extends Fields,
  Payload extends ReadOf<Entries> & PublishedOf<Entries>,
>(definition: VendorDefinition<string, Type, Credentials, Entries, Payload>, id: string) {
  const { documentation, paths = [""], eventType, fields, retentionSeconds } = definition;
  const [first, ...others] = paths;
  const schemes: Source["schemes"] = definition.authentication;
  const reader = { ...definition, id };
  return {
    id,
    documentation,
    routes: [`/${id}${first}`, ...others.map((path) => `/${id}${path}`)] as const,
    eventType,
    retentionSeconds,
    fields,
    schemes,
    defaultAuthentication: definition.defaultAuthentication,
    authenticator: (settings: AuthenticationSettings) => createAuthenticator(definition, settings),
    signedFields: signedFieldsOf(definition),
    interpret: (delivery: AuthenticatedDelivery, acceptance?: Acceptance) =>
      interpret(reader, delivery, acceptance),
    acknowledge: (delivery: Delivery) => acknowledge(definition, delivery),
  } satisfies Source;
}

function signedFieldsOf({ proves, signing }: Pick<SourceReader<AnyPayload>, "proves" | "signing">): string[] {
  if (!signing || proves === "caller") return [];
  return proves.filter((field) => !signing.credentialFields.includes(field));
}

function acknowledge(
  definition: { acknowledgement: (body: JsonValue | undefined) => HttpResponse },
  delivery: Delivery,
) {
  const reading = delivery.readJson();
  return definition.acknowledgement(reading.ok ? reading.value : undefined);
}
