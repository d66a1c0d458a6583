import {
  GetSecretValueCommand,
  type SecretsManagerClient,
  SecretsManagerServiceException,
} from "@aws-sdk/client-secrets-manager";
import { isClockSkewCorrectedError, isThrottlingError, isTransientError } from "@smithy/core/retry";
import type { Secrets, SecretVersions } from "../../authentication/secrets.ts";
import { IntakeError } from "../../delivery/intake-error.ts";
import { maxMs, type Steps } from "../../intake/steps.ts";
import { callWithin } from "../sdk/connections.ts";

/** How long a read secret serves before it is read again. */
const lifetimeMs = 5 * 60 * 1000;
/**
 * How long a read secret serves at most while Secrets Manager does not answer. An hour outlasts most outages, and ends a
 * leaked secret that was revoked meanwhile. After it deliveries get 503, which vendors repeat for hours.
 */
const maxAgeMs = 60 * 60 * 1000;
/** The pause between reads that refused credentials cause, so that a flood of wrong ones cannot be passed on. */
const rereadIntervalMs = 30 * 1000;
/** The pause after a read of a delivery's that failed, for the same reason. */
const failureIntervalMs = 1000;

interface Cached {
  readonly versions: SecretVersions;
  readonly versionIds: string;
  readonly readAtMs: number;
  /** Until then nobody is asked. */
  readonly servesUntilMs: number;
}

interface SecretsOptions {
  readonly now: () => Date;
  /** Hears of the versions each time that they were read, changed or not. */
  readonly onRead?: (versions: SecretVersions) => void;
}

/**
 * A source's secret, with `AWSCURRENT` and `AWSPREVIOUS` both valid, so that a rotation has no gap: store the new
 * value, wait until every container has read it, and let the vendor change over.
 *
 * While Secrets Manager does not answer, what was read before serves on, for an hour after it was read. When Secrets Manager
 * answers that it gives nothing, what was read before is revoked. With nothing to serve, reading throws.
 */
export function createSecrets(
  client: SecretsManagerClient,
  secretId: string,
  { now, onRead = () => undefined }: SecretsOptions,
) {
  let cached: Cached | undefined;
  let reading: Promise<Cached> | undefined;
  let nextRereadMs = Number.NEGATIVE_INFINITY;
  let lastFailure: { readonly atMs: number; readonly cause: unknown } | undefined;
  const nowMs = () => now().getTime();

  const load = async (withinMs: number): Promise<Cached> => {
    try {
      const at = { nowMs: nowMs(), withinMs };
      cached = await readVersions(client, secretId, cached, at);
      onRead(cached.versions);
      return cached;
    } catch (error) {
      if (isGone(error)) cached = undefined;
      throw error;
    }
  };

  const refresh = (withinMs: number): Promise<Cached> => {
    reading ??= load(withinMs).finally(() => {
      reading = undefined;
    });
    return reading;
  };

  /** Whoever finds a read under way waits for it, but does not inherit its failure: it may have begun before a freeze. */
  const refreshForCertain = (withinMs: number): Promise<Cached> => {
    if (!reading) return refresh(withinMs);
    const endsAtMs = nowMs() + withinMs;
    return refresh(withinMs).catch(() => refresh(Math.max(1, endsAtMs - nowMs())));
  };

  const unavailable = (cause: unknown) =>
    new IntakeError("secret_unavailable", "the secret could not be read", { cause });

  const secretsOf = (steps: Steps): Secrets => ({
    async read() {
      if (cached && nowMs() < cached.servesUntilMs) return cached.versions;
      if (!cached && lastFailure && nowMs() - lastFailure.atMs < failureIntervalMs)
        throw unavailable(lastFailure.cause);
      try {
        return (await steps.run("secret", refreshForCertain)).versions;
      } catch (cause) {
        cached = cached && serveOn(cached, nowMs());
        if (cached) return cached.versions;
        lastFailure = { atMs: nowMs(), cause };
        throw unavailable(cause);
      }
    },
    async reread() {
      const before = cached;
      const startedMs = nowMs();
      if (startedMs < nextRereadMs) return undefined;
      nextRereadMs = startedMs + rereadIntervalMs;
      const after = await steps.run("secret", refresh).catch(() => undefined);
      if (!after) nextRereadMs = startedMs + failureIntervalMs;
      return after && after.versions !== before?.versions ? after.versions : undefined;
    },
  });
  return {
    /** Reads ahead of the first delivery. If this fails, that delivery asks again. */
    warm: () => void refresh(maxMs.secret).catch(() => undefined),
    secretsOf,
  };
}

/** Asked again after the same pause as for a refused credential, not by every delivery; undefined when it is too old. */
function serveOn(cached: Cached, nowMs: number): Cached | undefined {
  const endsAtMs = cached.readAtMs + maxAgeMs;
  if (nowMs >= endsAtMs) return undefined;
  return { ...cached, servesUntilMs: Math.min(nowMs + rereadIntervalMs, endsAtMs) };
}

/**
 * Secrets Manager answers, and says that there is nothing for us: the secret or its key is gone, or we may not read it. Not
 * so if it throttles or times out, which passes. The SDK also takes an answer for passing where it has corrected its clock.
 */
function isGone(error: unknown): boolean {
  if (!(error instanceof SecretsManagerServiceException)) return false;
  const { name, message, $metadata } = error;
  const { httpStatusCode = 0 } = $metadata;
  const facts = { name, message, $metadata };
  const isPassing = isTransientError(facts) && !isClockSkewCorrectedError(facts);
  return httpStatusCode >= 400 && httpStatusCode < 500 && !isThrottlingError(facts) && !isPassing;
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
  const times = { readAtMs, servesUntilMs: readAtMs + lifetimeMs };
  if (cached?.versionIds === versionIds) return { ...cached, ...times };
  const values = previous ? [current.value, previous.value] : [current.value];
  return { versions: { values }, versionIds, ...times };
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
