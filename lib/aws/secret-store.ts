import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { SecretVersions } from "../authentication/secret-judge.ts";
import { IntakeError } from "../intake-error.ts";
import type { SecretVault } from "../receive-delivery.ts";
import { longestMs } from "../time-budget.ts";
import { callWithin } from "./connections.ts";
import type { Timer } from "./stopwatch.ts";

/** How long a read secret serves before it is read again. */
const lifetimeMs = 5 * 60 * 1000;
/** The pause between reads that refused credentials cause, so that a flood of wrong ones cannot be passed on. */
const rereadIntervalMs = 30 * 1000;
/** The pause after a read of a delivery's that failed, for the same reason. */
const failureIntervalMs = 1000;

interface Cached {
  readonly versions: SecretVersions;
  readonly versionIds: string;
  readonly readAtMs: number;
}

interface AwsSecretVault extends SecretVault {
  /** Reads ahead of the first delivery; should it fail, that one asks again. */
  readonly warm: () => void;
}

/**
 * A source's secret, with `AWSCURRENT` and `AWSPREVIOUS` both valid, so that a rotation has no gap: store the new
 * value, wait until every container has read it, and let the vendor change over.
 *
 * While Secrets Manager does not answer, what was read before serves on; with nothing read, reading throws.
 */
export function createSecretStore(
  client: SecretsManagerClient,
  secretId: string,
  now: () => Date,
  time: Timer = (_, run) => run(),
): AwsSecretVault {
  let cached: Cached | undefined;
  let reading: Promise<Cached> | undefined;
  let nextRereadMs = Number.NEGATIVE_INFINITY;
  let lastFailureMs = Number.NEGATIVE_INFINITY;

  const refresh = async (withinMs: number): Promise<Cached> => {
    reading ??= time("secret", () =>
      readVersions(client, secretId, cached, { nowMs: now().getTime(), withinMs }),
    ).finally(() => {
      reading = undefined;
    });
    cached = await reading;
    return cached;
  };

  /** Whoever finds a read under way waits for it, but does not inherit its failure: it may have begun before a freeze. */
  const refreshForCertain = (withinMs: number): Promise<Cached> => {
    if (!reading) return refresh(withinMs);
    const endsAtMs = now().getTime() + withinMs;
    return refresh(withinMs).catch(() => refresh(Math.max(1, endsAtMs - now().getTime())));
  };

  const unavailable = (cause?: unknown) =>
    new IntakeError("secret_unavailable", "the secret could not be read", { cause });

  return {
    warm: () => void refresh(longestMs.secret).catch(() => undefined),
    async read(withinMs) {
      if (cached && now().getTime() - cached.readAtMs < lifetimeMs) return cached.versions;
      if (!cached && now().getTime() - lastFailureMs < failureIntervalMs) throw unavailable();
      try {
        return (await refreshForCertain(withinMs)).versions;
      } catch (cause) {
        if (isGone(cause)) cached = undefined;
        if (!cached) {
          lastFailureMs = now().getTime();
          throw unavailable(cause);
        }
        // Asked again after the same pause as for a refused credential, not by every delivery.
        cached = { ...cached, readAtMs: now().getTime() - lifetimeMs + rereadIntervalMs };
        return cached.versions;
      }
    },
    async reread(withinMs) {
      const before = cached;
      const nowMs = now().getTime();
      if (nowMs < nextRereadMs) return undefined;
      nextRereadMs = nowMs + rereadIntervalMs;
      const after = await refresh(withinMs).catch(() => undefined);
      if (!after) nextRereadMs = nowMs + failureIntervalMs;
      return after && after.versions !== before?.versions ? after.versions : undefined;
    },
  };
}

/** Secrets Manager answers, and says that there is nothing here for us any more: what was read before is revoked. */
function isGone(error: unknown): boolean {
  const names = ["ResourceNotFoundException", "InvalidRequestException", "AccessDeniedException"];
  return error instanceof Error && names.includes(error.name);
}

/** Reads both versions. What has not changed stays the same object, so that keys are decoded once. */
async function readVersions(
  client: SecretsManagerClient,
  secretId: string,
  cached: Cached | undefined,
  { nowMs: readAtMs, withinMs }: { readonly nowMs: number; readonly withinMs: number },
): Promise<Cached> {
  const [current, previous] = await callWithin(withinMs, () => getVersions(client, secretId));
  const versionIds = `${current.versionId} ${previous?.versionId}`;
  if (cached?.versionIds === versionIds) return { ...cached, readAtMs };
  const values = previous ? [current.value, previous.value] : [current.value];
  return { versions: { values }, versionIds, readAtMs };
}

/**
 * One after the other, the current version first: should a rotation come between the two calls, both are what was current
 * before it. The other way round, or at once, they could be the newest and the one before the last, and what the vendor
 * still sends would be neither.
 */
async function getVersions(client: SecretsManagerClient, secretId: string) {
  const getVersion = async (stage: "AWSCURRENT" | "AWSPREVIOUS") => {
    const command = new GetSecretValueCommand({ SecretId: secretId, VersionStage: stage });
    const { SecretString, VersionId } = await client.send(command);
    return { value: parseSecret(SecretString), versionId: VersionId };
  };
  const current = await getVersion("AWSCURRENT");
  // A secret that was never rotated has no previous version.
  return [current, await getVersion("AWSPREVIOUS").catch(undefinedIfMissing)] as const;
}

function undefinedIfMissing(error: unknown): undefined {
  if (error instanceof Error && error.name === "ResourceNotFoundException") return undefined;
  throw error;
}

/** Text that is not JSON is an unusable secret, like any other that lacks the source's fields. */
function parseSecret(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
