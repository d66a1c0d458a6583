import { type NoSettings, noSettings, type OpenScheme } from "../scheme.ts";

/**
 * For a source whose authentication is not chosen yet. It has no secret to guess. It refuses beside other schemes
 * too: all must pass.
 */
export function refuseAll(): OpenScheme<NoSettings> {
  return {
    needs: "nothing",
    settings: noSettings,
    prepare: () => () => "authentication_undecided",
  };
}
