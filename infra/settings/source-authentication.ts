import type { AuthenticationSettings } from "../../lib/authentication/authenticator.ts";
import { bindToIssuers } from "../../lib/authentication/schemes/certificate-pins.ts";
import type { Source } from "../../lib/source/define-vendor.ts";
import type { ChosenSource } from "./chosen-source.ts";
import { blame } from "./settings-error.ts";
import { authorityKeys } from "./truststore.ts";

/** The vendor's mutual TLS scheme, if any. */
export function mutualTlsScheme({ schemes }: Pick<Source, "schemes">): string | undefined {
  return Object.keys(schemes).find((name) => schemes[name]?.needs === "mutual-tls");
}

/** As the function gets it: with the trust store's keys of pinned issuers. */
export function functionAuthenticationOf(
  { id, source, authentication }: ChosenSource,
  truststore: string | undefined,
): AuthenticationSettings {
  const bind = (name: string, own: unknown) => {
    if (truststore === undefined || source.schemes[name]?.needs !== "mutual-tls") return own;
    const path = `sources.${id}.authentication.${name}`;
    return blame(path, () => bindToIssuers(own, (issuer) => issuerKey(truststore, issuer)));
  };
  return Object.fromEntries(Object.entries(authentication).map(([name, own]) => [name, bind(name, own)]));
}

/** Two authorities of one name are ambiguous. */
function issuerKey(truststore: string, issuer: string): string {
  const [key, ...others] = authorityKeys(truststore, issuer);
  if (key === undefined) throw new RangeError(`no authority of this name is in the trust store: ${issuer}`);
  if (others.length > 0)
    throw new RangeError(`authorities with different keys have this name in the trust store: ${issuer}`);
  return key;
}
