import { ensure, needed } from "../check.ts";
import type { TargetCheck } from "../played-source.ts";

function hasNo(fault: "accessFaults" | "domainFaults", name: string, reason: string): TargetCheck {
  return {
    name,
    async run({ target }) {
      const found = await needed(target[fault], reason)();
      ensure(found.length === 0, found.join("; "));
    },
  };
}

export const permissions = hasNo(
  "accessFaults",
  "IAM lets a function do what it must, and neither read another's secret nor receive from a queue",
  "the target has no simulator of IAM",
);

export const domains = hasNo(
  "domainFaults",
  "where a domain serves, execute-api is closed, and certificates and trust store hold for 30 days",
  "no address has a domain of its own",
);
