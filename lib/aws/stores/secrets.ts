import { SecretsManagerServiceException } from "@aws-sdk/client-secrets-manager";
import { isClockSkewCorrectedError, isThrottlingError, isTransientError } from "@smithy/core/retry";
import type { Secrets, SecretVersions } from "../../authentication/secrets.ts";
import { IntakeError } from "../../delivery/intake-error.ts";
import { maxMs, type Steps } from "../../intake/steps.ts";
import { type Deadline, within } from "../sdk/deadline.ts";
import type { SecretsManagerOperations } from "../sdk/secrets-manager.ts";

/** The time between two reads. */
const lifetimeMs = 5 * 60 * 1000;
/**
 * The limit while Secrets Manager is out. An hour outlasts most outages, and ends a leaked secret revoked meanwhile.
 * Then deliveries get a 503, and vendors retry for hours.
 */
const maxAgeMs = 60 * 60 * 1000;
/** The pause between rereads: wrong credentials must not flood Secrets Manager. */
const rereadIntervalMs = 30 * 1000;
/** The pause after a failed read. */
const failureIntervalMs = 1000;

interface Cached {
  readonly versions: SecretVersions;
  readonly versionIds: string;
  readonly readAtMs: number;
  /** No read before then. */
  readonly servesUntilMs: number;
}

interface SecretsOptions {
  readonly now: () => Date;
  /** Runs after each read, changed or not. */
  readonly onRead?: ((versions: SecretVersions) => void) | undefined;
}

/**
 * A source's secret. `AWSCURRENT` and `AWSPREVIOUS` are both valid, so a rotation has no gap. Store the new value,
 * wait until every container has read it, then let the vendor change over.
 *
 * While Secrets Manager is out, the cached versions serve for an hour after their read. If it answers that the secret
 * is gone, they are revoked. Without versions `read` throws.
 */
export function createSecrets(
  secretsManager: SecretsManagerOperations,
  secretId: string,
  { now, onRead = () => undefined }: SecretsOptions,
) {
  let cached: Cached | undefined;
  let nextRereadMs = Number.NEGATIVE_INFINITY;
  let lastFailure: { readonly failedAtMs: number; readonly cause: unknown } | undefined;
  const nowMs = () => now().getTime();

  const { join, joinOrRetry } = createSharedRead(nowMs, async (withinMs) => {
    try {
      cached = await readVersions(secretsManager, secretId, cached, { readAtMs: nowMs(), withinMs });
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
    /** After a failure the first delivery reads. */
    warm: () => void join(maxMs.secret).catch(() => undefined),
    secretsOf,
  };
}

function unavailable(cause: unknown): IntakeError {
  return new IntakeError("secret_unavailable", "the secret could not be read", { cause });
}

/** Callers share one read at a time. */
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
    /** Share a read in flight. If it fails, read once more: it may have started before Lambda froze the container. */
    joinOrRetry(withinMs: number): Promise<Result> {
      if (!reading) return join(withinMs);
      const endsAtMs = nowMs() + withinMs;
      return join(withinMs).catch(() => join(Math.max(1, endsAtMs - nowMs())));
    },
  };
}

/** Pauses between reads. Undefined if the versions are too old. */
function serveOn(cached: Cached, nowMs: number): Cached | undefined {
  const endsAtMs = cached.readAtMs + maxAgeMs;
  if (nowMs >= endsAtMs) return undefined;
  return { ...cached, servesUntilMs: Math.min(nowMs + rereadIntervalMs, endsAtMs) };
}

/**
 * Secrets Manager denies access, or the secret or its key is gone. Throttling and timeouts pass. The SDK
 * calls every error transient after correcting its clock, so that case is excluded.
 */
function isGone(error: unknown): boolean {
  if (!(error instanceof SecretsManagerServiceException)) return false;
  const { name, message, $metadata } = error;
  const { httpStatusCode = 0 } = $metadata;
  const facts = { name, message, $metadata };
  const isPassing = isTransientError(facts) && !isClockSkewCorrectedError(facts);
  return httpStatusCode >= 400 && httpStatusCode < 500 && !isThrottlingError(facts) && !isPassing;
}

/** Unchanged versions keep their object: keys decode once. */
async function readVersions(
  secretsManager: SecretsManagerOperations,
  secretId: string,
  cached: Cached | undefined,
  { readAtMs, withinMs }: { readonly readAtMs: number; readonly withinMs: number },
): Promise<Cached> {
  const [current, previous] = await getVersions(secretsManager, secretId, within(withinMs));
  const versionIds = `${current.versionId} ${previous?.versionId}`;
  const times = { readAtMs, servesUntilMs: readAtMs + lifetimeMs };
  if (cached?.versionIds === versionIds) return { ...cached, ...times };
  const values = previous ? [current.value, previous.value] : [current.value];
  return { versions: { values }, versionIds, ...times };
}

/**
 * Current first, then previous. If a rotation comes between the calls, both return the value current before it. Any
 * other order could skip that value, and the vendor still sends it.
 */
async function getVersions(secretsManager: SecretsManagerOperations, secretId: string, deadline: Deadline) {
  const getVersion = async (stage: "AWSCURRENT" | "AWSPREVIOUS") => {
    const input = { SecretId: secretId, VersionStage: stage };
    const { SecretString, VersionId } = await secretsManager.getSecretValue(input, deadline);
    return { value: parseSecret(SecretString), versionId: VersionId };
  };
  const current = await getVersion("AWSCURRENT");
  // Without a rotation there is no previous version.
  return [current, await getVersion("AWSPREVIOUS").catch(undefinedIfMissing)] as const;
}

function undefinedIfMissing(error: unknown): undefined {
  if (error instanceof Error && error.name === "ResourceNotFoundException") return undefined;
  throw error;
}

/** Invalid JSON counts as an unusable secret. */
function parseSecret(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
