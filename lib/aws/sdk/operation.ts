import type { Deadline } from "./deadline.ts";

/** A call of a service. */
export type Operation<Input, Output> = (input: Input, deadline: Deadline) => Promise<Output>;
