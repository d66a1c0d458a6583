import type { Duration } from "aws-cdk-lib";
import { type Outcome, outcomes } from "../../lib/source/event-schema.ts";
import { outputName } from "../../lib/wiring/output-name.ts";
import { checkId, type ChosenSource } from "./chosen-source.ts";
import type { ConsumerProps, NotificationIntakeProps } from "./intake-props.ts";
import { SettingsError } from "./settings-error.ts";

/** A consumer that a deployment lists. */
export interface ChosenConsumer {
  readonly id: string;
  /** As it begins the names of outputs and alarms. The consumer `events` has none. */
  readonly name: string;
  /** By the message attribute's name. Empty takes every event. */
  readonly filter: Readonly<Partial<Record<keyof EventAttributes, readonly string[]>>>;
  readonly account: string | undefined;
  readonly visibilityTimeout: Duration | undefined;
}

interface EventAttributes {
  readonly source: string;
  readonly type: string;
  readonly outcome: Outcome;
}

/** The id of a deployment's only consumer, if it lists none. */
export const onlyConsumer = "events";

/** Their outputs would have the names of others: `QuarantineQueueUrl`. */
const reserved = ["quarantine", "dead-letter", "undelivered"];

/** https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
const maxCombinations = 150;

/** One queue that the functions write to, unless something needs a topic. */
export function needsTopic(consumers: readonly ChosenConsumer[], archiveDays: number | undefined): boolean {
  const [first, ...others] = consumers;
  return others.length > 0 || archiveDays !== undefined || Object.keys(first?.filter ?? {}).length > 0;
}

/** @throws SettingsError for an id or a filter that cannot be. */
export function chooseConsumer(
  id: string,
  props: ConsumerProps,
  sources: readonly ChosenSource[],
): ChosenConsumer {
  const path = `consumers.${id}`;
  checkId(path, id);
  if (reserved.includes(id)) throw new SettingsError(`${path}: is a name that the intake itself uses`);
  if (props.account !== undefined && !/^\d{12}$/.test(props.account))
    throw new SettingsError(`${path}.account: is no account of AWS, which has twelve digits`);
  const types = sources.map(({ source }) => source.eventType);
  const ids = sources.map((source) => source.id);
  const filter = {
    ...listed(`${path}.sources`, "source", props.sources, ids),
    ...listed(`${path}.types`, "type", props.types, types),
    ...listed(`${path}.outcomes`, "outcome", props.outcomes, outcomes),
  };
  const combinations = Object.values(filter).reduce((product, values) => product * values.length, 1);
  if (combinations > maxCombinations)
    throw new SettingsError(
      `${path}: its filter has ${combinations} combinations, and SNS takes ${maxCombinations}`,
    );
  const { account, visibilityTimeout } = props;
  return { id, name: id === onlyConsumer ? "" : outputName(id), filter, account, visibilityTimeout };
}

function listed(
  path: string,
  attribute: keyof EventAttributes,
  values: readonly string[] | undefined,
  known: readonly string[],
) {
  if (values === undefined) return {};
  if (values.length === 0)
    throw new SettingsError(`${path}: lists nothing, so the consumer would get nothing`);
  const unknown = values.find((value) => !known.includes(value));
  if (unknown !== undefined)
    throw new SettingsError(`${path}: there is no "${unknown}": choose of ${[...new Set(known)].join(", ")}`);
  return { [attribute]: [...new Set(values)] };
}

/** Undefined without an archive. */
export function chooseArchiveDays(days: number | undefined): number | undefined {
  if (days !== undefined && !(Number.isInteger(days) && days >= 1 && days <= 365))
    throw new SettingsError("archiveDays: is not a whole number from 1 to 365");
  return days;
}

/** An event that no filter takes would vanish: SNS drops it. */
export function checkRoutes(
  unrouted: NotificationIntakeProps["unrouted"],
  sources: readonly ChosenSource[],
  consumers: readonly ChosenConsumer[],
): void {
  if (unrouted === "drop") return;
  const missing = sources.flatMap(({ id, source: { eventType: type } }) =>
    outcomes
      .filter((outcome) => !consumers.some(({ filter }) => takes(filter, { source: id, type, outcome })))
      .map((outcome) => `${id} ${outcome}`),
  );
  if (missing.length > 0)
    throw new SettingsError(
      `consumers: none takes ${missing.join(", ")}: SNS would drop these events, which "unrouted": "drop" allows`,
    );
}

function takes(filter: ChosenConsumer["filter"], attributes: EventAttributes): boolean {
  return (["source", "type", "outcome"] as const).every(
    (name) => filter[name]?.includes(attributes[name]) ?? true,
  );
}
