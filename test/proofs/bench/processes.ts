import { fork } from "node:child_process";
import { once } from "node:events";

interface Launch {
  readonly module: string;
  readonly parameters?: readonly string[];
  readonly nodeOptions?: readonly string[];
  /** The whole of it: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A process that answers every message with one. */
export interface Responder<Question extends object, HttpResponse> {
  readonly ask: (question: Question) => Promise<HttpResponse>;
  /** What it says next, asked or not. */
  readonly hear: () => Promise<HttpResponse>;
  readonly stop: () => Promise<void>;
}

const running = new Set<() => Promise<void>>();

/** Ends every process that was started and not stopped. */
export async function stopAll(): Promise<void> {
  await Promise.all([...running].map((stop) => stop()));
}

/** Starts a module in a process of its own. What it prints is not kept. */
export function launch<Question extends object, HttpResponse>(
  launched: Launch,
): Responder<Question, HttpResponse> {
  const child = fork(launched.module, [...(launched.parameters ?? [])], {
    execArgv: [...(launched.nodeOptions ?? [])],
    env: launched.environment,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = once(child, "exit");
  const hear = async (): Promise<HttpResponse> => {
    const [message] = await Promise.race([once(child, "message"), failAfter(ended, launched.module)]);
    return message;
  };
  const stop = async () => {
    child.kill("SIGKILL");
    await ended;
    running.delete(stop);
  };
  running.add(stop);
  return {
    hear,
    stop,
    ask(question) {
      const response = hear();
      child.send(question);
      return response;
    },
  };
}

async function failAfter(ended: Promise<unknown>, module: string): Promise<never> {
  await ended;
  throw new Error(`${module} ended: its last words are above`);
}
