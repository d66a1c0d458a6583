import type { vendors } from "../../functions/vendors.ts";
import type { AuthenticationSettings } from "../../lib/authentication/authenticator.ts";
import { bindToIssuers } from "../../lib/authentication/schemes/certificate-pins.ts";
import { blame } from "./settings-error.ts";
import type { StageSettings } from "./stage-settings.ts";
import { authorityKeys } from "./truststore.ts";

export type Source = (typeof vendors)[number];

/** The source's schemes, as the deployer wrote them. */
export function authenticationOf(settings: StageSettings, source: Source): AuthenticationSettings {
  return settings.sources[source.id].authentication ?? source.defaultAuthentication;
}

/** The vendor's mutual TLS scheme, if any. */
export function mutualTlsScheme({ schemes }: Pick<Source, "schemes">): string | undefined {
  return Object.keys(schemes).find((name) => schemes[name]?.needs === "mutual-tls");
}

/** Only the mutual TLS domain serves such sources. */
export function needsMutualTls(settings: StageSettings, source: Source): boolean {
  return Object.keys(authenticationOf(settings, source)).some(
    (name) => source.schemes[name]?.needs === "mutual-tls",
  );
}

/** Adds trust store keys for pinned issuers. */
export function functionAuthenticationOf(settings: StageSettings, source: Source): AuthenticationSettings {
  const truststore = settings.domains.mutualTls?.truststore;
  const bind = (name: string, own: unknown) => {
    if (truststore === undefined || source.schemes[name]?.needs !== "mutual-tls") return own;
    const path = `sources.${source.id}.authentication.${name}`;
    return blame(path, () => bindToIssuers(own, (issuer) => issuerKey(truststore, issuer)));
  };
  const authentication = Object.entries(authenticationOf(settings, source));
  return Object.fromEntries(authentication.map(([name, own]) => [name, bind(name, own)]));
}

/** Two authorities of one name are ambiguous. */
function issuerKey(truststore: string, issuer: string): string {
  const [key, ...others] = authorityKeys(truststore, issuer);
  if (key === undefined) throw new RangeError(`no authority of this name is in the trust store: ${issuer}`);
  if (others.length > 0)
    throw new RangeError(`authorities with different keys have this name in the trust store: ${issuer}`);
  return key;
}
