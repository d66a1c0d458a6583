/** Keeps the time that each call gets: its last parameter. */
export function timedCalls() {
  const times: Record<string, number> = {};
  const timed =
    <Parameters extends readonly [...unknown[], number], Result>(
      name: string,
      call: (...parameters: Parameters) => Result,
    ) =>
    (...parameters: Parameters) => {
      times[name] = Number(parameters.at(-1));
      return call(...parameters);
    };
  return { times, timed };
}
