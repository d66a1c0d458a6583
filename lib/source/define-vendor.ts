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
  /** HTTP API paths that take a POST. */
  readonly routes: readonly [string, ...string[]];
  /** The deployment's default. */
  readonly defaultAuthentication: AuthenticationSettings;
  readonly eventType: Type;
  /** The body's fields and the event's `notification`. */
  readonly fields: FieldTable<Entries>;
  /** Also for duplicates and quarantined notifications. */
  readonly acknowledgement: (body: JsonValue | undefined) => HttpResponse;
}

/** The vendor without its types. */
export interface Vendor {
  readonly id: string;
  readonly documentation: { readonly url: string; readonly read: string };
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

/** Hides the vendor's types. */
export function defineVendor<
  const Id extends string,
  const Type extends string,
  Credentials,
  Entries extends Fields,
  Payload extends ReadOf<Entries> & PublishedOf<Entries>,
>(definition: VendorDefinition<Id, Type, Credentials, Entries, Payload>) {
  const { id, documentation, routes, eventType, fields, retentionSeconds } = definition;
  const schemes: Vendor["schemes"] = definition.authentication;
  return {
    id,
    documentation,
    routes,
    eventType,
    retentionSeconds,
    fields,
    schemes,
    defaultAuthentication: definition.defaultAuthentication,
    authenticator: (settings: AuthenticationSettings) => createAuthenticator(definition, settings),
    signedFields: signedFieldsOf(definition),
    interpret: (delivery: AuthenticatedDelivery, acceptance?: Acceptance) =>
      interpret(definition, delivery, acceptance),
    acknowledge: (delivery: Delivery) => acknowledge(definition, delivery),
  } satisfies Vendor;
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
