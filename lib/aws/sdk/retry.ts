import {
  getRetryAfterHint,
  INVOCATION_ID_HEADER,
  isServerError,
  isThrottlingError,
  isTransientError,
  REQUEST_HEADER,
  StandardRetryStrategy,
} from "@smithy/core/retry";
import type {
  HttpRequest,
  MetadataBearer,
  RetryErrorType,
  SdkError,
  StandardRetryToken,
} from "@smithy/types";
import { type Deadline, settleBy } from "./deadline.ts";

/**
 * Repeats attempts by the SDK's rules, with the headers that its clients send. Their own loop knows no deadline, and
 * makes an `Error` with its stack for every call.
 */
export function createRetry(maxAttempts: number) {
  const strategy = new StandardRetryStrategy(maxAttempts);
  return async <Output extends MetadataBearer>(
    { headers }: HttpRequest,
    deadline: Deadline,
    attempt: () => Promise<Output>,
  ): Promise<Output> => {
    headers[INVOCATION_ID_HEADER] = crypto.randomUUID();
    let token = await strategy.acquireInitialRetryToken("");
    for (;;) {
      const attempts = token.getRetryCount() + 1;
      headers[REQUEST_HEADER] = `attempt=${attempts}; max=${maxAttempts}`;
      try {
        const output = await attempt();
        strategy.recordSuccess(token);
        output.$metadata.attempts = attempts;
        return output;
      } catch (error) {
        token = await renewToken(strategy, token, withAttempts(error, attempts), deadline);
      }
    }
  };
}

function withAttempts(error: unknown, attempts: number): SdkError {
  if (!isError(error)) throw error;
  error.$metadata = { ...error.$metadata, attempts };
  return error;
}

function isError(error: unknown): error is SdkError {
  return error instanceof Error;
}

/** Resolves after the pause, which the strategy makes. Rejects with the error if the rules allow no other attempt. */
function renewToken(
  strategy: StandardRetryStrategy,
  token: StandardRetryToken,
  error: SdkError,
  deadline: Deadline,
): Promise<StandardRetryToken> {
  const retryAfterHint = getRetryAfterHint(error.$response);
  const info = { error, errorType: typeOf(error), ...(retryAfterHint && { retryAfterHint }) };
  const renewed = strategy.refreshRetryTokenForRetry(token, info).catch(() => Promise.reject(error));
  return settleBy(deadline, renewed);
}

function typeOf(error: SdkError): RetryErrorType {
  if (isThrottlingError(error)) return "THROTTLING";
  if (isTransientError(error)) return "TRANSIENT";
  return isServerError(error) ? "SERVER_ERROR" : "CLIENT_ERROR";
}
