import { App, Stack } from "aws-cdk-lib";
import { Annotations, Match, Template } from "aws-cdk-lib/assertions";
import { NotificationIntake } from "../../infra/notification-intake.ts";
import type { NotificationIntakeProps } from "../../infra/settings/intake-props.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

export type BuildProps = Partial<NotificationIntakeProps>;

export const newApp = () => new App({ outdir: temporaryDirectory() });

/** An intake of two sources in a deployer's stack, whose objects `props` can hold. */
export function buildIntake(
  props: BuildProps | ((stack: Stack) => BuildProps) = {},
  stack = new Stack(newApp(), "Test"),
) {
  const given = typeof props === "function" ? props(stack) : props;
  const all = { sources: { yoti: {}, thales: {} }, retainData: false, ...given };
  const intake = new NotificationIntake(stack, "Intake", all);
  return { stack, intake, template: () => Template.fromStack(stack) };
}

/** A policy that has this statement among others. */
export const policyWith = (statement: object) => ({
  PolicyDocument: { Statement: Match.arrayWith([Match.objectLike(statement)]) },
});

export const deniesPlainText = { Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } };

/** What the synthesis says about the policy of a key that it cannot change. */
export function keyReminders(stack: Stack) {
  return Annotations.fromStack(stack).findWarning("*", Match.stringLikeRegexp("needs these statements"));
}
