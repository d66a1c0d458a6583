/** One attempt's result: a status, a cut connection, or nothing within thirty seconds. */
export type Response = number | "cut" | "none";

/** A failed connection is a response as well. */
export async function responseTo(
  send: () => Promise<{ readonly status: number; readonly body: string }>,
): Promise<{ readonly response: Response; readonly text: string }> {
  try {
    const { status, body } = await send();
    return { response: status, text: body };
  } catch (error) {
    const isOverdue = error instanceof Error && ["TimeoutError", "AbortError"].includes(error.name);
    return { response: isOverdue ? "none" : "cut", text: "" };
  }
}

export function isAcknowledgement(response: Response): boolean {
  return response === 200;
}

export function isRefusal(response: Response): boolean {
  return typeof response === "number" && response >= 400 && response < 500;
}
