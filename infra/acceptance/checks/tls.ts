import { type ClientTls, codeOf, isTlsRefusal } from "../../simulators/post.ts";
import { sendRequest } from "../../simulators/simulator-client.ts";
import { ensure, needed, NotRun } from "../check.ts";
import type { PlayedSource, SourceCheck } from "../played-source.ts";

export const tlsChecks: readonly SourceCheck[] = [
  {
    name: "the address speaks TLS 1.2, and neither 1.1 nor 1.0",
    appliesTo: ({ address }) => address.startsWith("https:"),
    async run(source) {
      const speak = (version: "TLSv1" | "TLSv1.1" | "TLSv1.2", ciphers?: string) =>
        knock(source, { ...source.tls, minVersion: version, maxVersion: version, ciphers });
      const modern = await speak("TLSv1.2");
      ensure(typeof modern === "number", `TLS 1.2 ends with ${modern}`);
      for (const version of ["TLSv1.1", "TLSv1"] as const) {
        // OpenSSL 3 has the old versions at this level alone.
        const response = await speak(version, "DEFAULT@SECLEVEL=0");
        if (response === "ERR_SSL_NO_PROTOCOLS_AVAILABLE")
          throw new NotRun(`this computer's OpenSSL cannot speak ${version}`);
        ensure(isTlsRefusal(response), `${version} ends with ${response}`);
      }
    },
  },
  {
    name: "without a client certificate, and with one of another authority, the address is out of reach",
    appliesTo: ({ tls }) => tls.cert !== undefined,
    async run(source) {
      const { ca } = source.tls;
      const stranger = needed(
        source.intake.target.stranger,
        "no certificate of another authority is at hand",
      );
      await source.deliverEvent();
      for (const tls of [{ ca }, { ...stranger, ca }]) {
        const response = await knock(source, tls);
        ensure(response === 403 || isTlsRefusal(response), `the answer is ${response} instead of 403`);
      }
    },
  },
];

/** The status, or the code of the error that ended the connection. */
async function knock({ source, invent, write }: PlayedSource, tls: ClientTls): Promise<number | string> {
  const request = await write(invent());
  try {
    return (await sendRequest({ ...source, tls }, { ...request, body: "" })).status;
  } catch (error) {
    return codeOf(error);
  }
}
