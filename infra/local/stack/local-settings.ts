import * as v from "valibot";
import { UsageError } from "../../command-line/usage-error.ts";
import { chooseSource } from "../../settings/chosen-source.ts";
import { blameStage, readStageSettings } from "../../settings/read-stage-settings.ts";
import type { StageSettings } from "../../settings/stage-settings.ts";
import { localAccount, localRegion } from "./intrinsics.ts";

const cdkJsonSchema = v.object({ context: v.optional(v.object({ stages: v.optional(v.unknown()) }), {}) });

export interface LocalTrust {
  /** A PEM file. */
  readonly truststore: string;
  readonly clientFingerprint: string;
}

/**
 * A stage as this computer can run it: local names, certificates and addresses, mutual TLS where the vendor has it, and
 * nothing of AWS that is not imitated.
 */
export function readLocalSettings(cdkJson: string, stage: string, trust: LocalTrust): StageSettings {
  const settings = readStageSettings(readStages(cdkJson), stage);
  const sources = Object.entries(settings.sources).map(([id, source]) => {
    const authentication = blameStage(stage, () => localAuthentication(id, source, trust));
    return [id, { ...source, authentication }] as const;
  });
  const certificateArn = `arn:aws:acm:${localRegion}:${localAccount}:certificate/local`;
  return {
    ...settings,
    sources: Object.fromEntries(sources),
    domains: {
      mutualTls: { name: "mutual-tls.local.test", certificateArn, truststore: trust.truststore },
      ordinary: { name: "local.test", certificateArn },
    },
    encryptionKeyArn: undefined,
    alarmTopicArn: undefined,
    gradualDeployment: false,
  };
}

function readStages(cdkJson: string): unknown {
  try {
    return v.parse(cdkJsonSchema, JSON.parse(cdkJson)).context.stages;
  } catch (error) {
    const fault = String(error instanceof Error && error.message).replaceAll(/\s+/g, " ");
    throw new UsageError(`cdk.json cannot be read: ${fault}`);
  }
}

/** The caller is this computer, with the local client certificate. */
function localAuthentication(
  id: string,
  settings: StageSettings["sources"][string],
  { clientFingerprint }: LocalTrust,
) {
  const { source, authentication } = chooseSource(id, settings);
  const schemes = Object.entries(source.schemes).flatMap(([name, { needs }]): [string, unknown][] => {
    if (needs === "mutual-tls") return [[name, { pins: [{ sha256: clientFingerprint }] }]];
    const isChosen = Object.hasOwn(authentication, name);
    return needs === "source-address" && isChosen ? [[name, { ranges: ["127.0.0.1/32"] }]] : [];
  });
  return { ...authentication, ...Object.fromEntries(schemes) };
}
