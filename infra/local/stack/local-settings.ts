import * as v from "valibot";
import { vendors } from "../../../functions/vendors.ts";
import { UsageError } from "../../command-line/usage-error.ts";
import { exampleStage } from "../../settings/check-stage.ts";
import { checkStageSettings, readStageSettings } from "../../settings/read-stage-settings.ts";
import { SettingsError } from "../../settings/settings-error.ts";
import { authenticationOf, mutualTlsScheme } from "../../settings/source-authentication.ts";
import type { StageSettings } from "../../settings/stage-settings.ts";
import { localAccount, localRegion } from "./intrinsics.ts";

const cdkJsonSchema = v.object({ context: v.optional(v.object({ stages: v.optional(v.unknown()) }), {}) });

export interface LocalTrust {
  /** A PEM file. */
  readonly truststore: string;
  readonly clientFingerprint: string;
}

/** The `dev` stage, plus mutual TLS where supported. */
export function readLocalSettings(cdkJson: string, trust: LocalTrust): StageSettings {
  try {
    return withLocalTrust(readStages(cdkJson), trust, new Date());
  } catch (error) {
    throw error instanceof SettingsError ? new UsageError(error.message) : error;
  }
}

function readStages(cdkJson: string): unknown {
  try {
    return v.parse(cdkJsonSchema, JSON.parse(cdkJson)).context.stages;
  } catch (error) {
    const fault = String(error instanceof Error && error.message).replaceAll(/\s+/g, " ");
    throw new UsageError(`cdk.json cannot be read: ${fault}`);
  }
}

function withLocalTrust(stages: unknown, { truststore, clientFingerprint }: LocalTrust, now: Date) {
  const dev = readStageSettings(stages, "dev", now);
  const pinned = { pins: [{ sha256: clientFingerprint }] };
  const bySource = vendors.map((source) => {
    const chosen = authenticationOf(dev, source);
    const scheme = mutualTlsScheme(source);
    const authentication = scheme === undefined ? chosen : { ...chosen, [scheme]: pinned };
    return [source.id, { ...dev.sources[source.id], authentication }];
  });
  const certificateArn = `arn:aws:acm:${localRegion}:${localAccount}:certificate/local`;
  const domains = {
    mutualTls: { name: "mutual-tls.local.test", certificateArn, truststore },
    ordinary: { name: "local.test", certificateArn },
  };
  // A local domain may trust the example authority.
  return checkStageSettings({ ...dev, domains, sources: Object.fromEntries(bySource) }, now, exampleStage);
}
