import { type Changes, paths } from "../protocol.ts";
import { post } from "./actions.ts";
import type { PageEvent } from "./page-state.ts";

const retryMs = 1000;

/** After a failure the page asks for everything, because the intake may have started again. */
export async function followChanges(dispatch: (event: PageEvent) => void): Promise<never> {
  for (let after = 0; ;) {
    try {
      const changes: Changes = await post(paths.changes, { after });
      dispatch({ type: "changes", isAll: after === 0, changes });
      after = changes.version;
    } catch {
      after = 0;
      dispatch({ type: "lost" });
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
    // A browser opens six connections to one server, and hidden tabs would hold all of them.
    if (!document.hidden) continue;
    after = 0;
    await new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
  }
}
