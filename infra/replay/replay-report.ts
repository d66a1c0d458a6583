import type { Issue, IssueCode } from "../../lib/source/quarantine.ts";
import { terminalText } from "../command-line/terminal-text.ts";
import type { ReplayResult } from "./replay-walk.ts";

export function createReplayReport() {
  const counts = new Map<string, number>();
  let staying = 0;
  const total = () => [...counts.values()].reduce((sum, count) => sum + count, 0);
  return {
    add(result: ReplayResult): string | undefined {
      const { outcome } = result.response;
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      if (!result.isRemoved && outcome !== "understood" && outcome !== "skipped") staying += 1;
      return outcome === "skipped" ? undefined : describe(result);
    },
    done: total,
    /** True if every wanted delivery left the quarantine, or would in a dry run. */
    isClean: () => staying === 0,
    summary(): string {
      if (counts.size === 0) return "No delivery is there to be replayed.";
      const parts = [...counts].map(([outcome, count]) => `${count} ${outcome}`).sort();
      return `${total()} ${total() === 1 ? "delivery" : "deliveries"}: ${parts.join(", ")}.`;
    },
  };
}

function describe(result: ReplayResult): string {
  const { delivery, response } = result;
  const received = delivery?.recordedtime.toISOString() ?? "-".padEnd(24);
  const source = (delivery?.source ?? "-").replace(/[^\w-]/g, "?").slice(0, 32);
  const id = delivery?.id.slice(0, 12) ?? "-";
  const columns = [received, source.padEnd(10), id.padEnd(12), response.outcome.padEnd(11), detail(result)];
  return terminalText(columns.join("  ").trimEnd());
}

function detail({ messageId, delivery, response, isRemoved }: ReplayResult): string {
  switch (response.outcome) {
    case "skipped":
      return "";
    case "unreadable":
      return `message ${messageId}`;
    case "quarantined":
      return describeIssues(response.issues ?? [], delivery?.id);
    case "failed":
      return [response.code, response.cause].filter(Boolean).join(": ");
    case "understood":
      return response.event ?? "";
    default:
      return `${response.event ?? ""}${isRemoved ? "" : "  not removed: run it again"}`;
  }
}

const maxIssues = 3;

/** A person may accept these issues by delivery id. */
const acceptable: ReadonlySet<string> = new Set<IssueCode>(["altered_copy", "stale", "ahead"]);

function describeIssues(issues: readonly Issue[], id: string | undefined): string {
  const texts = issues.map(({ code, path }) => (path ? `${code} at ${path}` : code));
  const more = issues.length > maxIssues ? [`${issues.length - maxIssues} more`] : [];
  const advice = issues.some(({ code }) => acceptable.has(code)) ? `  (--accept ${id})` : "";
  return [...texts.slice(0, maxIssues), ...more].join(", ") + advice;
}
