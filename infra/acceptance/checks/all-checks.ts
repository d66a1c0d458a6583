import type { IntakeCheck, SourceCheck } from "../check.ts";
import { acknowledgementChecks } from "./acknowledgements.ts";
import { credentialChecks } from "./credentials.ts";

/** For each source, in this order. */
export const sourceChecks: readonly SourceCheck[] = [...credentialChecks, ...acknowledgementChecks];

const audit: IntakeCheck = {
  name: "nothing was lost, doubled or misrouted later",
  run: (intake) => intake.audit(),
};

/** One after the other, when the sources are done. */
export const intakeChecks: readonly IntakeCheck[] = [audit];
