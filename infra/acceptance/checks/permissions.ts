import { ensure, needed, type TargetCheck } from "../check.ts";
import type { Access } from "../target.ts";

/** Everything else that is asked has to be denied. */
const granted: Readonly<Record<Access["resource"], readonly string[]>> = {
  "its own secret": ["secretsmanager:GetSecretValue"],
  "another's secret": [],
  "where events go": ["sqs:SendMessage", "sns:Publish"],
  "the quarantine": ["sqs:SendMessage"],
  "a consumer's queue": [],
  "the table": ["dynamodb:GetItem", "dynamodb:PutItem"],
};

export const permissions: TargetCheck = {
  name: "IAM lets a function do what it must, and neither read another's secret nor receive from a queue",
  async run({ target }) {
    const found = await needed(target.access, "the target has no simulator of IAM")();
    const wrong = found.flatMap(({ functionId, resource, action, decision }) => {
      const isRight = (decision === "allowed") === granted[resource].includes(action);
      return isRight ? [] : `${functionId}: ${action} on ${resource} is ${decision}`;
    });
    ensure(wrong.length === 0, wrong.join("; "));
    return `${found.length} decisions`;
  },
};

export const domains: TargetCheck = {
  name: "where a domain serves, execute-api is closed, and certificates and trust store hold for 30 days",
  async run({ target }) {
    const faults = await needed(target.domainFaults, "no address has a domain of its own")();
    ensure(faults.length === 0, faults.join("; "));
  },
};
