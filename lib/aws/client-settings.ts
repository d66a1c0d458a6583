/**
 * What every AWS client is made with, one for each service and container; region, credentials and endpoint come from the
 * Lambda environment. The SDK's own strategy retries; `within` bounds all attempts together.
 */
export const clientSettings = {
  maxAttempts: 3,
  // Without the last setting the SDK would only warn about a slow answer, and go on waiting for it.
  requestHandler: { connectionTimeout: 400, requestTimeout: 450, throwOnRequestTimeout: true },
};
