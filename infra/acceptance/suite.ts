import { SQSClient } from "@aws-sdk/client-sqs";
import { createMessageQueue } from "../aws-api/message-queue.ts";
import { UsageError } from "../command-line/usage-error.ts";
import { type Check, type Finding, runCheck } from "./check.ts";
import { intakeSteps, sourceSteps } from "./checks/all-checks.ts";
import { playIntake, type PlayOptions } from "./played-intake.ts";
import { type PlayedSource, playSource } from "./played-source.ts";
import type { Target } from "./target.ts";

export interface SuiteOptions extends PlayOptions {
  /** Only checks whose names have this text. */
  readonly only: string;
  readonly onFinding: (finding: Finding) => void;
}

/** Few enough for a source's throttle and for one computer. */
const checksAtOnce = 4;

/** The sources' checks run side by side, then those of the whole intake one by one. */
export async function runSuite(target: Target, options: SuiteOptions): Promise<Finding[]> {
  await refuseFilledQueues(target);
  const intake = playIntake(target, options);
  const findings: Finding[] = [];
  async function runStep<Subject>(step: readonly Check<Subject>[], subject: Subject, source?: string) {
    const isAsked = ({ name, appliesTo }: Check<Subject>) =>
      name.includes(options.only) && (appliesTo?.(subject) ?? true);
    const waiting = step.filter(isAsked).values();
    const runOn = async () => {
      for (const check of waiting) {
        if (intake.options.isStopped()) return;
        const finding = await runCheck(check, subject, source);
        findings.push(finding);
        options.onFinding(finding);
      }
    };
    await Promise.all(Array.from({ length: checksAtOnce }, runOn));
  }
  try {
    const sources = await Promise.all(target.sources.map((source) => playSource(source, intake)));
    const runSource = async (source: PlayedSource) => {
      for (const step of sourceSteps) await runStep(step, source, source.id);
    };
    await Promise.all(sources.map(runSource));
    for (const step of intakeSteps) await runStep(step, { ...intake, sources });
    return findings;
  } finally {
    await intake.stop();
  }
}

/** What waits for a consumer is not the suite's to receive. */
async function refuseFilledQueues({ clientSettings, consumers, quarantineQueueUrl }: Target): Promise<void> {
  const sqs = new SQSClient(clientSettings);
  const queues = consumers.flatMap(({ queueUrl, deadLetterQueueUrl }) => [queueUrl, deadLetterQueueUrl]);
  for (const QueueUrl of [...queues, quarantineQueueUrl]) {
    const { visible, hidden } = await createMessageQueue(sqs, QueueUrl).count();
    const held = `${QueueUrl} holds ${visible + hidden} messages that the suite did not send`;
    const why = "receiving them would hide them from their consumer";
    if (visible + hidden > 0)
      throw new UsageError(`${held}, and ${why}: empty it first, and stop its consumer meanwhile`);
  }
  sqs.destroy();
}
