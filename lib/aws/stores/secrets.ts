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
 * How long it serves at most while Secrets Manager is out. An hour outlasts most outages, and ends a leaked secret that was
 * revoked meanwhile. After it deliveries get a 503, and vendors send again for hours.
 */
const maxAgeMs = 60 * 60 * 1000;
/** The pause between reads for refused credentials, so that a flood of wrong ones does not reach Secrets Manager. */
const rereadIntervalMs = 30 * 1000;
/** The pause after a delivery's read that failed, for the same reason. */
const failureIntervalMs = 1000;

interface Cached {
  readonly versions: SecretVersions;
  readonly versionIds: string;
  readonly readAtMs: number;
  /** Secrets Manager is not asked until then. */
  readonly servesUntilMs: number;
}

interface SecretsOptions {
  readonly now: () => Date;
  /** Is called with the versions after each read, changed or not. */
  readonly onRead?: ((versions: SecretVersions) => void) | undefined;
}

/**
 * A source's secret. `AWSCURRENT` and `AWSPREVIOUS` are both valid, so a rotation has no gap: store the new value, wait until
 * every container has read it, then let the vendor change over.
 *
 * While Secrets Manager is out, the cached versions serve for an hour after their read. If it answers that the secret is
 * gone, they are revoked. With nothing to serve, `read` throws.
 */
export function createSecrets(
  client: SecretsManagerClient,
  secretId: string,
  { now, onRead = () => undefined }: SecretsOptions,
) {
  let cached: Cached | undefined;
  let nextRereadMs = Number.NEGATIVE_INFINITY;
  let lastFailure: { readonly failedAtMs: number; readonly cause: unknown } | undefined;
  const nowMs = () => now().getTime();

  const { join, joinOrRetry } = createSharedRead(nowMs, async (withinMs) => {
    try {
      cached = await readVersions(client, secretId, cached, { readAtMs: nowMs(), withinMs });
      onRead(cached.versions);
      return cached;
    } catch (error) {
      if (isGone(error)) cached = undefined;
      throw error;
    }
  });

  const secretsOf = (steps: Steps): Secrets => ({
    async read() {
      if (cached && nowMs() < cached.servesUntilMs) return cached.versions;
      if (!cached && lastFailure && nowMs() - lastFailure.failedAtMs < failureIntervalMs)
        throw unavailable(lastFailure.cause);
      try {
        return (await steps.run("secret", joinOrRetry)).versions;
      } catch (cause) {
        cached = cached && serveOn(cached, nowMs());
        if (cached) return cached.versions;
        lastFailure = { failedAtMs: nowMs(), cause };
        throw unavailable(cause);
      }
    },
    async reread() {
      const before = cached;
      const startMs = nowMs();
      if (startMs < nextRereadMs) return undefined;
      nextRereadMs = startMs + rereadIntervalMs;
      const after = await steps.run("secret", join).catch(() => undefined);
      if (!after) nextRereadMs = startMs + failureIntervalMs;
      return after && after.versions !== before?.versions ? after.versions : undefined;
    },
  });

  return {
    /** Reads ahead of the first delivery. If this fails, that delivery asks again. */
    warm: () => void join(maxMs.secret).catch(() => undefined),
    secretsOf,
  };
}

function unavailable(cause: unknown): IntakeError {
  return new IntakeError("secret_unavailable", "the secret could not be read", { cause });
}

/** One read at a time. Those who ask meanwhile get its result. */
function createSharedRead<Result>(nowMs: () => number, read: (withinMs: number) => Promise<Result>) {
  let reading: Promise<Result> | undefined;
  const join = (withinMs: number): Promise<Result> => {
    reading ??= read(withinMs).finally(() => {
      reading = undefined;
    });
    return reading;
  };
  return {
    join,
    /** If a read in flight fails, reads once more: it may have started before Lambda froze the container. */
    joinOrRetry(withinMs: number): Promise<Result> {
      if (!reading) return join(withinMs);
      const endsAtMs = nowMs() + withinMs;
      return join(withinMs).catch(() => join(Math.max(1, endsAtMs - nowMs())));
    },
  };
}

/** Secrets Manager is asked again after a pause, not by every delivery. Undefined if the versions are too old. */
function serveOn(cached: Cached, nowMs: number): Cached | undefined {
  const endsAtMs = cached.readAtMs + maxAgeMs;
  if (nowMs >= endsAtMs) return undefined;
  return { ...cached, servesUntilMs: Math.min(nowMs + rereadIntervalMs, endsAtMs) };
}

/**
 * Secrets Manager answers that the secret or its key is gone, or that we may not read it. Throttling and time-outs pass. The
 * SDK calls every error passing after it has corrected its clock, so that case is taken out.
 */
function isGone(error: unknown): boolean {
  if (!(error instanceof SecretsManagerServiceException)) return false;
  const { name, message, $metadata } = error;
  const { httpStatusCode = 0 } = $metadata;
  const facts = { name, message, $metadata };
  const isPassing = isTransientError(facts) && !isClockSkewCorrectedError(facts);
  return httpStatusCode >= 400 && httpStatusCode < 500 && !isThrottlingError(facts) && !isPassing;
}

/** Reads both versions. Unchanged versions stay the same object, so that keys are decoded once. */
async function readVersions(
  client: SecretsManagerClient,
  secretId: string,
  cached: Cached | undefined,
  { readAtMs, withinMs }: { readonly readAtMs: number; readonly withinMs: number },
): Promise<Cached> {
  const [current, previous] = await callWithin(withinMs, () => getVersions(client, secretId));
  const versionIds = `${current.versionId} ${previous?.versionId}`;
  const times = { readAtMs, servesUntilMs: readAtMs + lifetimeMs };
  if (cached?.versionIds === versionIds) return { ...cached, ...times };
  const values = previous ? [current.value, previous.value] : [current.value];
  return { versions: { values }, versionIds, ...times };
}

/**
 * One after the other, the current version first. If a rotation comes between the two calls, both return the value that was
 * current before it. In any other order they could return the newest and the last but one, and the vendor still sends the
 * one between.
 */
async function getVersions(client: SecretsManagerClient, secretId: string) {
  const getVersion = async (stage: "AWSCURRENT" | "AWSPREVIOUS") => {
    const command = new GetSecretValueCommand({ SecretId: secretId, VersionStage: stage });
    const { SecretString, VersionId } = await client.send(command);
    return { value: parseSecret(SecretString), versionId: VersionId };
  };
  const current = await getVersion("AWSCURRENT");
  // A secret without a rotation has no previous version.
  return [current, await getVersion("AWSPREVIOUS").catch(undefinedIfMissing)] as const;
}

function undefinedIfMissing(error: unknown): undefined {
  if (error instanceof Error && error.name === "ResourceNotFoundException") return undefined;
  throw error;
}

/** Text that is not JSON is an unusable secret, as is JSON without the source's fields. */
function parseSecret(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
