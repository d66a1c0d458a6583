import type { DeliveryView, SendRequest } from "../protocol.ts";

export interface Following {
  /** A person has sent something, and wants to see what comes of it. */
  readonly expect: (request: SendRequest) => void;
  readonly forget: () => void;
  /** Whether a new delivery is one that was expected. */
  readonly isExpected: (delivery: DeliveryView) => boolean;
}

/** Knows a person's own deliveries from the vendors' as well as can be: by source, and by how many there will be. */
export function createFollowing(): Following {
  let awaited = { source: "", left: 0 };
  return {
    expect({ source, kind }) {
      awaited = { source, left: kind === "repeated" ? 2 : 1 };
    },
    forget() {
      awaited = { source: "", left: 0 };
    },
    isExpected({ source }) {
      if (awaited.left === 0 || source !== awaited.source) return false;
      awaited.left -= 1;
      return true;
    },
  };
}
