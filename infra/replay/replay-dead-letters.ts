import { setTimeout as sleep } from "node:timers/promises";
import { SQSClient } from "@aws-sdk/client-sqs";
import { watchForInterruption } from "../command-line/interruption.ts";
import { tell } from "../command-line/progress.ts";
import { nameOfFault } from "./aws-calls.ts";
import { countDeadLetters, moveDeadLetters } from "./dead-letters.ts";
import type { ReplayTarget } from "./replay-target.ts";

/** Moves the dead letters back, and tells a person of it. True if all of them were moved; of a dry run always. */
export async function replayDeadLetters(target: ReplayTarget, dryRun: boolean): Promise<boolean> {
  const client = new SQSClient(target.clientSettings);
  const move = {
    client,
    queueUrl: target.deadLetterQueueUrl,
    stopped: watchForInterruption().stopped,
    pause: () => sleep(1000),
    onProgress: (text: string) => tell(`${text} …`),
  };
  try {
    if (dryRun) {
      process.stdout.write(`About ${await countDeadLetters(move)} dead letters would be moved back.\n`);
      return true;
    }
    const { isComplete, text } = await moveDeadLetters(move);
    process.stdout.write(`${text}\n`);
    return isComplete;
  } catch (error) {
    tell(`SQS does not move the dead letters (${nameOfFault(error)}): ${target.advice}`);
    return false;
  } finally {
    client.destroy();
  }
}
