import type { IncomingMessage } from "node:http";

/**
 * The inspector acts for whoever asks it, and every website that is open in the same browser can send requests to this
 * computer. Four things keep them out, none of which a page can change:
 *
 * - `Host` names this server's own address. A name of a stranger's that was made to point here (DNS rebinding) is the
 *   stranger's in `Host` as well (RFC 9110, section 7.2).
 * - `Origin` of a request that acts is this server's own. Browsers send it with every POST
 *   (https://fetch.spec.whatwg.org/#origin-header), and what has none is turned away too.
 * - `Sec-Fetch-Site` of such a request, or of the stream, says that the page is of the same origin
 *   (https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header). Another port of this computer is the same site and
 *   another origin.
 * - What acts is `application/json`, which no form can send, and for which a script of another origin has to ask first
 *   (https://fetch.spec.whatwg.org/#cors-safelisted-request-header). Nobody is ever told yes: there is no CORS header.
 */
export function findFault(request: IncomingMessage, port: number): GuardFault | undefined {
  const { host = "", origin, "sec-fetch-site": site } = request.headers;
  if (!["127.0.0.1", "localhost"].some((name) => host === `${name}:${port}`)) return faults.host;
  if (request.method === "POST") return findFaultOfAction(request);
  if (origin !== undefined && origin !== `http://${host}`) return faults.origin;
  if (site === undefined || ownSites.has(String(site))) return undefined;
  return isFollowedLink(request) ? undefined : faults.origin;
}

/** To a page of its own, not to a frame of a website's; and the stream is no page. */
function isFollowedLink({ headers, url }: IncomingMessage): boolean {
  return headers["sec-fetch-dest"] === "document" && url?.split("?")[0] === "/";
}

interface GuardFault {
  readonly status: number;
  readonly text: string;
}

const faults = {
  host: { status: 421, text: "This address is served under its own name alone." },
  origin: { status: 403, text: "Only the inspector's own page may ask for this." },
  type: { status: 415, text: "Send application/json." },
} as const satisfies Record<string, GuardFault>;

/** `none`: a person typed the address. */
const ownSites: ReadonlySet<string> = new Set(["same-origin", "none"]);

function findFaultOfAction({ headers }: IncomingMessage): GuardFault | undefined {
  if (headers.origin !== `http://${headers.host}`) return faults.origin;
  if (headers["sec-fetch-site"] !== undefined && headers["sec-fetch-site"] !== "same-origin")
    return faults.origin;
  const [type = ""] = (headers["content-type"] ?? "").split(";");
  return type.trim().toLowerCase() === "application/json" ? undefined : faults.type;
}

/** What goes with every answer. */
export const securityHeaders = {
  // Nothing but this server's own files runs or is loaded, and no other page may show this one in a frame.
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    // No text of a vendor's becomes markup, whatever the page's script does with it.
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
