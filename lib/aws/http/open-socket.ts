import { isIP, connect as openTcp, type Socket } from "node:net";
import { createSecureContext, connect as openTls, type SecureContext } from "node:tls";
import { limitTime } from "./time-limit.ts";

/** Where requests go that may share a connection. */
export interface Origin {
  readonly protocol: string;
  /** IPv6 in brackets. */
  readonly hostname: string;
  readonly port?: number;
}

const connectionTimeoutMs = 400;

/**
 * All services share the trusted authorities. A second connection resumes the first one's session (RFC 8446, 2.2), which
 * Node tells only after it has verified the host.
 */
export function createSocketOpener() {
  let secureContext: SecureContext | undefined;
  const sessions = new Map<string, Buffer>();
  const openSecure = (host: string, port: number): Socket => {
    secureContext ??= createSecureContext();
    const name = `${host}:${port}`;
    // An address cannot be a server's name (RFC 6066, 3). Node verifies the certificate by `host` then.
    const servername = isIP(host) ? "" : host;
    const session = sessions.get(name);
    return openTls({ host, port, servername, ALPNProtocols: ["http/1.1"], secureContext, session })
      .on("session", (latest) => sessions.set(name, latest))
      .on("error", () => sessions.delete(name));
  };
  return ({ protocol, hostname, port }: Origin): Socket => {
    const host = hostname.replace(/^\[|\]$/g, "");
    const isSecure = protocol === "https:";
    const socket = isSecure ? openSecure(host, port ?? 443) : openTcp({ host, port: port ?? 80 });
    const stop = limitTime(socket, connectionTimeoutMs, "no connection in time");
    // Node before 24.15 ignores these two as options of a TLS socket.
    const setOptions = () => socket.setNoDelay(true).setKeepAlive(true, 1000);
    return socket.once("connect", setOptions).once("connect", stop);
  };
}
