/** As older apps of `cdk init` have it. */
module.exports = {
  testMatch: ["**/*.test.ts"],
  transform: { "\\.ts$": ["ts-jest", { tsconfig: { module: "commonjs", isolatedModules: true } }] },
};
