import { vendors } from "../../functions/vendors.ts";
import { blame, SettingsError } from "./settings-error.ts";
import { functionAuthenticationOf, needsMutualTls } from "./source-authentication.ts";
import type { StageSettings } from "./stage-settings.ts";
import { faultOfTruststore } from "./truststore-fault.ts";
import { holdsExampleAuthority } from "./truststore.ts";

/** Only this stage may trust the example authority. */
export const exampleStage = "example";

/** Checks settings against each other. `now` is for certificates, `stage` the stage's name in `cdk.json`. */
export function checkStage(settings: StageSettings, now: Date, stage: string | undefined): void {
  checkDomains(settings);
  checkHostedZones(settings);
  checkTruststore(settings, now, stage);
  for (const source of vendors) checkAuthentication(source, settings);
}

/** A mutual TLS domain asks every caller for a certificate, so other sources need another domain. */
function checkDomains(settings: StageSettings): void {
  const { mutualTls, ordinary } = settings.domains;
  const bound = vendors.filter((source) => needsMutualTls(settings, source)).map(({ id }) => id);
  const others = vendors.map(({ id }) => id).filter((id) => !bound.includes(id));
  if (bound.length > 0 && !mutualTls)
    throw new SettingsError(
      `domains.mutualTls: is missing, and ${bound.join(", ")} cannot show a client certificate without it`,
    );
  if (mutualTls && !ordinary && others.length > 0)
    throw new SettingsError(
      `domains.ordinary: is missing, and ${others.join(", ")} would be out of reach: they show no certificate`,
    );
  if (mutualTls && mutualTls.name === ordinary?.name)
    throw new SettingsError("domains.ordinary.name: is the mutual TLS domain's name as well");
}

function checkHostedZones({ domains }: StageSettings): void {
  for (const [id, domain] of Object.entries(domains)) {
    const zone = domain?.hostedZone?.name;
    if (zone && domain.name !== zone && !domain.name.endsWith(`.${zone}`))
      throw new SettingsError(`domains.${id}.hostedZone.name: ${domain.name} is not in ${zone}`);
  }
}

function checkTruststore({ domains }: StageSettings, now: Date, stage: string | undefined): void {
  if (!domains.mutualTls) return;
  const { truststore } = domains.mutualTls;
  const fault =
    stage !== exampleStage && holdsExampleAuthority(truststore)
      ? "holds the example's authority, which belongs to no vendor: use the authority of yours"
      : faultOfTruststore(truststore, now);
  if (fault) throw new SettingsError(`domains.mutualTls.truststore: ${fault}`);
}

/** Refuses early what the function would refuse. */
function checkAuthentication(source: (typeof vendors)[number], settings: StageSettings): void {
  const path = `sources.${source.id}.authentication`;
  const authentication = functionAuthenticationOf(settings, source);
  // Each scheme alone shows whose settings are wrong. Together they show whether they fit.
  for (const [name, own] of Object.entries(authentication))
    blame(`${path}.${name}`, () => source.authenticator({ [name]: own }), path);
  blame(path, () => source.authenticator(authentication));
}
