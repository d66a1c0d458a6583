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

/** Everything that is true of one vendor only. */
export interface VendorDefinition<
  Id extends string,
  Type extends string,
  Credentials,
  Entries extends Fields,
  Payload extends ReadOf<Entries> & PublishedOf<Entries>,
> extends SourceReader<Payload>,
    AuthenticationDefinition<Credentials> {
  /** Lower-case letters and digits. It is part of paths, resource names, logs and metrics. */
  readonly id: Id;
  /** The vendor's page, and the day it was read. */
  readonly documentation: { readonly url: string; readonly read: string };
  /** HTTP API paths that take a POST. */
  readonly routes: readonly [string, ...string[]];
  /** For a deployment that chooses nothing. */
  readonly defaultAuthentication: AuthenticationSettings;
  readonly eventType: Type;
  /** The vendor's fields: what is read of a body, and the event's `notification`. */
  readonly fields: FieldTable<Entries>;
  /** The success that this vendor expects, whether the notification is new, a duplicate or quarantined. */
  readonly acknowledgement: (body: JsonValue | undefined) => HttpResponse;
}

/** A vendor as the pipeline, the stack and the gateway see it, without its types. */
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
  /** The signed fields, if only part of a body is signed. */
  readonly signedFields: readonly string[];
  readonly interpret: (delivery: AuthenticatedDelivery, acceptance?: Acceptance) => Interpretation;
  readonly acknowledge: (delivery: Delivery) => HttpResponse;
}

/** Keeps a vendor's types to itself. */
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
