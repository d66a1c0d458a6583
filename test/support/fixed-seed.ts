import fc from "fast-check";

// A mutant that luck kills must not survive tomorrow.
fc.configureGlobal({ seed: 20_261_121 });
