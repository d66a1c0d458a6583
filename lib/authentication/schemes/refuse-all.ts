import { type NoSettings, noSettings, type OpenScheme } from "../scheme.ts";

/**
 * Refuses every delivery, for a source whose authentication is not chosen yet. It has no secret to guess. Beside
 * another scheme it still refuses, since all chosen schemes have to pass.
 */
export function refuseAll(): OpenScheme<NoSettings> {
  return {
    needs: "nothing",
    settings: noSettings,
    prepare: () => () => "authentication_undecided",
  };
}
