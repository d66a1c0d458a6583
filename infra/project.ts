import { dirname, join } from "node:path";

/** The folder of `package.json`. In the package, `dist`. A bundler of an app may empty `import.meta`. */
export const projectDirectory = dirname(import.meta.dirname ?? "");

export const bundleDirectory = join(projectDirectory, "build", "functions");

/** `npm run build` compiles the package into it. */
export const packageDirectory = join(projectDirectory, "dist");

/** A running local intake publishes its addresses here. */
export const localDirectory = join(projectDirectory, ".local");
