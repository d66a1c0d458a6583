/** Knows a person's own deliveries from the vendors' as well as can be: by source, and by how many there will be. */
export function createFollowing() {
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
