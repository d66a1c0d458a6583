/** The promise does not hold. */
export class Failure extends Error {}

/** The target lacks what the check needs. */
export class NotRun extends Error {}

export function ensure(isKept: boolean, sentence: string): asserts isKept {
  if (!isKept) throw new Failure(sentence);
}

export function needed<Member>(member: Member | undefined, reason: string): Member {
  if (member === undefined) throw new NotRun(reason);
  return member;
}
