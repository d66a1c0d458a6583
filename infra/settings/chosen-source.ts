import { vendors } from "../../functions/vendors.ts";
import type { Vendor } from "../../lib/source/define-vendor.ts";
import { outputName } from "../../lib/wiring/output-name.ts";
import type { SourceProps } from "./intake-props.ts";
import { SettingsError } from "./settings-error.ts";

/** A source that a deployment lists. */
export type ChosenSource = ReturnType<typeof chooseSource>;

const idPattern = /^[a-z0-9][a-z0-9-]{0,22}[a-z0-9]$/;
/** The relay's name in logs and outputs. */
const reserved = ["relay", "outbox-relay"];

/** @throws SettingsError for an id or a vendor that cannot be. */
export function chooseSource(id: string, props: SourceProps) {
  checkId(`sources.${id}`, id);
  if (reserved.includes(id)) throw new SettingsError(`sources.${id}: is a name that the intake itself uses`);
  const vendor = findVendor(id, props.vendor);
  const { schemes, defaultAuthentication } = vendor;
  const authentication = props.authentication ?? defaultAuthentication;
  // Only the mutual TLS domain serves such a source.
  const needsMutualTls = Object.keys(authentication).some((name) => schemes[name]?.needs === "mutual-tls");
  const [name, source] = [outputName(id), vendor.source(id)];
  return { ...props, id, name, vendor: vendor.id, source, authentication, needsMutualTls };
}

/** Of a source or a consumer: part of names in AWS and of paths. */
export function checkId(path: string, id: string): void {
  if (!idPattern.test(id) || id.includes("--"))
    throw new SettingsError(
      `${path}: an id is 2 to 24 lower-case letters, digits and single hyphens between them`,
    );
}

function findVendor(id: string, named: string | undefined): Vendor {
  const vendor = vendors.find((each) => each.id === (named ?? id));
  if (vendor) return vendor;
  const known = vendors.map((each) => each.id).join(", ");
  throw new SettingsError(
    named === undefined
      ? `sources.${id}: is no vendor's name, so it needs "vendor": ${known}`
      : `sources.${id}.vendor: there is no vendor "${named}": choose one of ${known}`,
  );
}
