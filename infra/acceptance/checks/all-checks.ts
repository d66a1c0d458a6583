import type { IntakeCheck, SourceCheck } from "../played-source.ts";
import { acknowledgementChecks } from "./acknowledgements.ts";
import { alarms } from "./alarms.ts";
import { bill } from "./bill.ts";
import { bodyChecks } from "./bodies.ts";
import { handedOn, reports, waits } from "./containers.ts";
import { credentialChecks } from "./credentials.ts";
import { deadLetters } from "./dead-letters.ts";
import { logs } from "./logs.ts";
import { many } from "./many.ts";
import { outage } from "./outage.ts";
import { domains, permissions } from "./permissions.ts";
import { quarantineChecks } from "./quarantined.ts";
import { replay } from "./replay.ts";
import { rotation } from "./rotation.ts";
import { tlsChecks } from "./tls.ts";

/** For each source: one step after the other, and the checks of a step side by side. */
export const sourceSteps: readonly (readonly SourceCheck[])[] = [
  [rotation],
  [...credentialChecks, ...tlsChecks, ...acknowledgementChecks, ...quarantineChecks, ...bodyChecks],
  [many],
];

/** What only AWS can answer. The last read the lines of all checks before. */
export const awsSteps: readonly (readonly IntakeCheck[])[] = [
  [permissions, domains],
  [bill],
  [alarms],
  [handedOn],
  [reports, waits],
];

const audit: IntakeCheck = {
  name: "nothing was lost, doubled or misrouted later",
  async run({ audit: countAll, repeated }) {
    const again = repeated.size > 0 ? `, some sent again after ${[...repeated].join(", ")}` : "";
    return `${await countAll()} notifications${again}`;
  },
};

/** When the sources are done. */
export const intakeSteps: readonly (readonly IntakeCheck[])[] = [
  [deadLetters],
  [replay],
  [outage],
  ...awsSteps,
  [audit],
  [logs],
];
