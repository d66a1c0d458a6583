import type { JsonObject } from "../json/json.ts";

/**
 * What a reader of the published contracts has to be told about a source, and its schemas cannot say. Every source has a
 * `contract.ts` beside its `source.ts`; no bundle ever holds one.
 */
export interface VendorContract<Event extends AnyEvent = AnyEvent> {
  /** What every field of the typed part means, by event type. */
  readonly fields: {
    readonly [Type in Event["type"]]: FieldTexts<Extract<Event, { type: Type }>["data"]["notification"]>;
  };
  /** JSON Schemas of fields of the body that cannot be had from the code: what it reads, it first transforms. */
  readonly body?: Readonly<Record<string, JsonObject>>;
  /** JSON Schemas of what a route needs of the body besides. */
  readonly routes?: Readonly<Record<string, JsonObject>>;
}

/** For JSON Schema: the characters that `optionalNumber` (`scalars.ts`) reads as a number, or none. */
export const numberPattern = "^(-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?)?$";

interface AnyEvent {
  readonly type: string;
  readonly data: { readonly notification: unknown };
}

/** A text for each field, at any depth: one that is missing does not compile, and neither does one too many. */
export type FieldTexts<Value> = unknown extends Value
  ? Readonly<Record<string, string>>
  : Readonly<Record<FieldPath<Value>, string>>;

/** Paths as in `documents.result`, where `documents` may be a list. A map of any keys has none. */
type FieldPath<Value> = Value extends readonly (infer Item)[]
  ? FieldPath<Item>
  : Value extends object
    ? string extends keyof Value
      ? never
      : { [Key in keyof Value & string]: Key | `${Key}.${FieldPath<Value[Key]>}` }[keyof Value & string]
    : never;
