import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import * as v from "valibot";
import { sources } from "../../functions/sources.ts";
import { NotificationIntakeStack } from "../notification-intake-stack.ts";
import { projectDirectory } from "../project.ts";
import { authenticationOf, checkStageSettings, readStageSettings, type StageSettings } from "../settings.ts";
import { readTemplate, type Template } from "./template.ts";

const stackName = "NotificationIntake-local";
const cdkJson = v.object({ context: v.object({ stages: v.unknown() }) });

/** Synthesizes the stack for this computer into a cloud assembly, and reads it back. */
export function synthesizeLocalStack(assemblyDirectory: string, clientFingerprint: string): Template {
  const app = new App({ outdir: assemblyDirectory, analyticsReporting: false });
  new NotificationIntakeStack(app, stackName, { settings: localSettings(clientFingerprint) });
  app.synth();
  return readTemplate(assemblyDirectory, stackName);
}

/** The `dev` stage, with mutual TLS for every source that knows it: here there is a domain for it, and a certificate. */
function localSettings(clientFingerprint: string): StageSettings {
  const { context } = v.parse(cdkJson, JSON.parse(readFileSync(join(projectDirectory, "cdk.json"), "utf8")));
  const settings = readStageSettings(context.stages, "dev");
  const authentication = sources.map((source) => {
    const chosen = authenticationOf(settings, source);
    const pinned = { ...chosen, clientCertificate: { pins: [{ sha256: clientFingerprint }] } };
    return [source.id, source.schemeNames.includes("clientCertificate") ? pinned : chosen];
  });
  return checkStageSettings({ ...settings, authentication: Object.fromEntries(authentication) });
}
