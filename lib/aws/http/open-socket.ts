import { isIP, connect as openTcp, type Socket } from "node:net";
import { createSecureContext, connect as openTls, type SecureContext } from "node:tls";
import { timeoutError } from "./timeout-error.ts";

/** Where requests go that may share a connection. */
export interface Origin {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
}

const connectionTimeoutMs = 400;

const options = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 1000 };

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
    const socket = openTls({
      ...options,
      host,
      port,
      // An address cannot be one (RFC 6066, 3). Node verifies the certificate by `host` then.
      servername: isIP(host) ? "" : host,
      ALPNProtocols: ["http/1.1"],
      secureContext,
      session: sessions.get(name),
    });
    return socket.on("session", (session) => sessions.set(name, session));
  };
  return ({ protocol, hostname, port }: Origin): Socket => {
    const socket =
      protocol === "https:"
        ? openSecure(hostname, port ?? 443)
        : openTcp({ ...options, host: hostname, port: port ?? 80 });
    limitConnecting(socket);
    return socket;
  };
}

function limitConnecting(socket: Socket): void {
  const giveUp = () => socket.destroy(timeoutError("no connection in time"));
  const timer = setTimeout(giveUp, connectionTimeoutMs);
  const stop = () => clearTimeout(timer);
  socket.once("connect", stop).once("close", stop);
}
