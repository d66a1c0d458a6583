import type { Notification } from "./notifications.ts";

/** What a vendor gets for one attempt: a status, a connection that was cut, or nothing within the client's ten seconds. */
export type HttpResponse = number | "cut" | "none";

/** What was sent of one notification, and what came back. */
export interface Told {
  readonly notification: Notification;
  /** One for each attempt of each copy, in the order in which they came. */
  readonly responses: HttpResponse[];
  /** False while the vendor waits or would try again. */
  settled: boolean;
}

/** The notifications of each subject, in the order in which they were sent. */
export interface Journal {
  readonly subjects: (readonly Told[])[];
  /** Keeps a subject's notifications from now on. */
  readonly open: () => Told[];
}

export function createJournal(): Journal {
  const subjects: Told[][] = [];
  return {
    subjects,
    open() {
      const subject: Told[] = [];
      subjects.push(subject);
      return subject;
    },
  };
}

export interface Counts {
  readonly notifications: number;
  readonly deliveries: number;
  readonly acknowledged: number;
  readonly refused: number;
  /** 5xx, or a connection that was cut. */
  readonly failed: number;
}

export function countDeliveries(told: readonly Told[]): Counts {
  const responses = told.flatMap((one) => one.responses);
  const count = (test: (response: HttpResponse) => boolean) => responses.filter(test).length;
  return {
    notifications: told.length,
    deliveries: responses.length,
    acknowledged: count(isAcknowledgement),
    refused: count(isRefusal),
    failed: count((response) => !isAcknowledgement(response) && !isRefusal(response)),
  };
}

export function isAcknowledgement(response: HttpResponse): boolean {
  return response === 200;
}

export function isRefusal(response: HttpResponse): boolean {
  return typeof response === "number" && response >= 400 && response < 500;
}
