import type * as v from "valibot";
import type { VendorContract } from "../../lib/source/contract.ts";
import type { yoti } from "./vendor.ts";

export const contract: VendorContract<v.InferOutput<typeof yoti.eventSchema>> = {
  fields: {
    "yoti.session.v1": {
      sessionId: "`session_id`: the session with one person.",
      topic: "`topic` in lower case: what happened in the session.",
      taskId: "`task_id`, of a topic about a task.",
      resourceId: "`resource_id`, of a topic about a resource.",
      checkId: "`check_id`, of a topic about a check.",
    },
  },
  body: {
    topic: {
      type: ["string", "number"],
      minLength: 1,
      maxLength: 256,
      description: "What happened, in any case. A topic that is not published is flagged.",
    },
  },
};
