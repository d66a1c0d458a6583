/** A call of a service. */
export type Operation<Input, Output> = (input: Input) => Promise<Output>;
