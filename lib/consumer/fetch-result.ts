import { ResultError } from "./result-error.ts";
import { readResult, type ResultRequest, type ResultResponse } from "./result-response.ts";

export interface Authorization {
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent in these characters, which you may have signed. A URL has to keep them. */
  readonly query?: string | undefined;
}

export interface FetchResultOptions {
  /** The API of your account: `https://api.yoti.com`. A path of it comes before the event's. */
  readonly baseUrl: string;
  /** Called for each attempt: a signature can hold a nonce and a time. If it fails, so does `fetchResult`. */
  readonly authorize: (
    request: Pick<ResultRequest, "method" | "path">,
  ) => Authorization | Promise<Authorization>;
  /** For all attempts and pauses. On Lambda less than half of the function's timeout. */
  readonly deadlineMs: number;
  /** Ends the attempt or pause. `fetchResult` throws its reason. */
  readonly signal?: AbortSignal | undefined;
  readonly fetch?: ((url: URL, init: RequestInit) => Promise<Response>) | undefined;
}

/** The computer's, except in tests. */
export interface Timing {
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
  /** An abort ends the pause early, without error. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

interface Failure {
  readonly state: "failed";
  readonly error: ResultError;
}
interface Attempt {
  readonly outcome: ResultResponse | Failure;
  readonly retryAfter: string;
}

const firstPauseMs = 500;
const maxPauseMs = 30_000;

/** Asks until the result is final. When the time is over, a response that was not final is better than none. */
export async function followResult(
  request: ResultRequest,
  options: FetchResultOptions,
  { now, random, pause }: Timing,
): Promise<ResultResponse> {
  const url = resolveUrl(options.baseUrl, request.path);
  const endsAtMs = now() + options.deadlineMs;
  const timeIsOver = AbortSignal.timeout(options.deadlineMs);
  const ending = AbortSignal.any([timeIsOver, ...(options.signal ? [options.signal] : [])]);
  let last: Attempt["outcome"] | undefined;
  for (let attempt = 0; ; attempt += 1) {
    const { outcome, retryAfter } = await ask(request, url, options, ending);
    if (outcome.state === "complete" || outcome.state === "ended") return outcome;
    options.signal?.throwIfAborted();
    if (outcome.state === "pending" || last?.state !== "pending") last = outcome;
    const backoffMs = random() * Math.min(maxPauseMs, firstPauseMs * 2 ** attempt);
    const pauseMs = Math.max(backoffMs, readRetryAfter(retryAfter, now()));
    if (timeIsOver.aborted || now() + pauseMs >= endsAtMs) break;
    await pause(pauseMs, ending);
  }
  if (last.state === "failed") throw last.error;
  return last;
}

/** Refuses a path that a URL would not keep. Such a path, `//example.com`, could name another host. */
function resolveUrl(baseUrl: string, path: string): URL {
  const { origin, pathname } = new URL(baseUrl);
  const wholePath = `${pathname.replace(/\/$/, "")}${path}`;
  const url = URL.parse(wholePath, origin);
  if (url?.pathname !== wholePath)
    throw new ResultError("invalid_path", "the event's path leads away from baseUrl");
  return url;
}

/** One attempt. Throws what another attempt would not change. */
async function ask(
  request: ResultRequest,
  url: URL,
  { authorize, fetch = globalThis.fetch }: FetchResultOptions,
  ending: AbortSignal,
): Promise<Attempt> {
  const { method, path } = request;
  const authorization = await Promise.race([authorize({ method, path }), endOf(ending)]);
  if (!authorization) return { outcome: { state: "failed", error: unsigned() }, retryAfter: "" };
  const { headers, query = "" } = authorization;
  const init = { method, headers: checkHeaders(headers), redirect: "manual", signal: ending } as const;
  const signedUrl = new URL(url);
  signedUrl.search = query;
  if (signedUrl.search !== (query && `?${query}`))
    throw new TypeError("authorize returned a query that no URL keeps as it is");
  try {
    const response = await fetch(signedUrl, init);
    const retryAfter = response.headers.get("retry-after") ?? "";
    if (response.ok) return { outcome: await readResult(request, response), retryAfter };
    await response.body?.cancel();
    return { outcome: { state: "failed", error: checkStatus(response.status) }, retryAfter };
  } catch (cause) {
    if (cause instanceof ResultError) throw cause;
    const error = new ResultError("unavailable", "the vendor's API did not respond", undefined, { cause });
    return { outcome: { state: "failed", error }, retryAfter: "" };
  }
}

/** Ends the wait for an `authorize` that hangs. */
function endOf(signal: AbortSignal): Promise<undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  if (signal.aborted) resolve(undefined);
  signal.addEventListener("abort", () => resolve(undefined), { once: true });
  return promise;
}

function unsigned(): ResultError {
  return new ResultError("unavailable", "authorize did not answer in time");
}

/** Node's own error would quote the value, which is a credential. */
function checkHeaders(headers: Authorization["headers"]): Headers {
  try {
    return new Headers(headers);
  } catch {
    throw new TypeError("authorize returned a header that no request can have");
  }
}

/** Throws for a status that stays. A redirect is one: it would take the credentials elsewhere. */
function checkStatus(status: number): ResultError {
  const message = `the vendor's API responded ${status}`;
  if (status >= 500 || [408, 425, 429].includes(status))
    return new ResultError("unavailable", message, status);
  throw new ResultError("refused", message, status);
}

/** Seconds or a date (RFC 9110, section 10.2.3), in milliseconds from now. 0 if it is neither. */
function readRetryAfter(header: string, nowMs: number): number {
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return ms || 0;
}
