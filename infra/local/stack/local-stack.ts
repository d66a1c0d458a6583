import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import * as v from "valibot";
import { sources } from "../../../functions/sources.ts";
import { NotificationIntakeStack } from "../../notification-intake-stack.ts";
import { projectDirectory } from "../../project.ts";
import {
  authenticationOf,
  checkStageSettings,
  clientCertificateScheme,
  readStageSettings,
  type StageSettings,
} from "../../settings.ts";
import { localAccount, localRegion } from "./intrinsics.ts";
import { readTemplate, type Template } from "./template.ts";

const stackName = "NotificationIntake-local";
const cdkJson = v.object({ context: v.object({ stages: v.unknown() }) });

/** What the mutual TLS domain of this computer trusts, and the vendor's certificate that sources are bound to. */
export interface LocalTrust {
  /** A PEM file. */
  readonly truststore: string;
  readonly clientFingerprint: string;
}

/** Synthesizes the stack for this computer into a cloud assembly, and reads it back. */
export function synthesizeLocalStack(assemblyDirectory: string, trust: LocalTrust): Template {
  const app = new App({
    outdir: assemblyDirectory,
    analyticsReporting: false,
    // SAM finds a function's bundle by what the CDK's command line would have written as well.
    context: { "aws:cdk:enable-asset-metadata": true },
  });
  new NotificationIntakeStack(app, stackName, { settings: localSettings(trust) });
  app.synth();
  return readTemplate(assemblyDirectory, stackName);
}

/** The `dev` stage, with mutual TLS for every source that knows it: here there is a domain for it, and a certificate. */
function localSettings({ truststore, clientFingerprint }: LocalTrust): StageSettings {
  const { context } = v.parse(cdkJson, JSON.parse(readFileSync(join(projectDirectory, "cdk.json"), "utf8")));
  const now = new Date();
  const dev = readStageSettings(context.stages, "dev", now);
  const pin = { [clientCertificateScheme]: { pins: [{ sha256: clientFingerprint }] } };
  const bySource = sources.map((source) => {
    const chosen = authenticationOf(dev, source);
    const authentication = source.schemeNames.includes(clientCertificateScheme)
      ? { ...chosen, ...pin }
      : chosen;
    return [source.id, { ...dev.sources[source.id], authentication }];
  });
  const certificateArn = `arn:aws:acm:${localRegion}:${localAccount}:certificate/local`;
  const domains = {
    mutualTls: { name: "mutual-tls.local.test", certificateArn, truststore },
    ordinary: { name: "local.test", certificateArn },
  };
  return checkStageSettings({ ...dev, domains, sources: Object.fromEntries(bySource) }, now);
}
