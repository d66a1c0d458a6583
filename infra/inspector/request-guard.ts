import type { IncomingMessage } from "node:http";

/**
 * Every website in the same browser can send requests to this computer. Four checks keep them out. No website can change
 * what they read:
 *
 * - `Host` is this server's own address. After DNS rebinding it still holds the website's name (RFC 9110, section 7.2).
 * - `Origin` of a POST is this server's own. Browsers send it with every POST (https://fetch.spec.whatwg.org/#origin-header).
 *   A POST without it is refused.
 * - `Sec-Fetch-Site` says that the page has the same origin (https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header).
 *   Another port of this computer is the same site and another origin.
 * - A POST is `application/json`. No form can send that, and a script of another origin needs CORS for it
 *   (https://fetch.spec.whatwg.org/#cors-safelisted-request-header). This server sends no CORS header.
 */
export function findFault(request: IncomingMessage, port: number): GuardFault | undefined {
  const { host = "", origin, "sec-fetch-site": site } = request.headers;
  if (!["127.0.0.1", "localhost"].some((name) => host === `${name}:${port}`)) return faults.host;
  if (request.method === "POST") return findFaultOfPost(request);
  if (origin !== undefined && origin !== `http://${host}`) return faults.origin;
  if (site === undefined || ownSites.has(String(site))) return undefined;
  return isFollowedLink(request) ? undefined : faults.origin;
}

/** A link of another website may open the page in a tab. It may not frame the page, nor open the stream. */
function isFollowedLink({ headers, url }: IncomingMessage): boolean {
  return headers["sec-fetch-dest"] === "document" && url?.split("?")[0] === "/";
}

interface GuardFault {
  readonly status: number;
  readonly text: string;
}

const faults = {
  host: { status: 421, text: "The inspector answers to its own address only." },
  origin: { status: 403, text: "The inspector answers to its own page only." },
  type: { status: 415, text: "Send application/json." },
} as const satisfies Record<string, GuardFault>;

/** `none`: a person typed the address. */
const ownSites: ReadonlySet<string> = new Set(["same-origin", "none"]);

function findFaultOfPost({ headers }: IncomingMessage): GuardFault | undefined {
  if (headers.origin !== `http://${headers.host}`) return faults.origin;
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin") return faults.origin;
  const [type = ""] = (headers["content-type"] ?? "").split(";");
  return type.trim().toLowerCase() === "application/json" ? undefined : faults.type;
}

/** Sent with every response. */
export const securityHeaders = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    // No text of a vendor becomes markup, whatever the page's script does with it.
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
} as const;
