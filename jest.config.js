// `unit` needs nothing but Node. `tools` runs real programs (Terraform, moto, the local AWS): each suite says in one
// line which tool it misses, and fails for it when CI is set.
const shared = {
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }] },
  testEnvironment: 'node',
  // The package by its name, as the bindings beside the modules import it.
  moduleNameMapper: {
    '^terragate$': '<rootDir>/src/index.ts',
    '^terragate/(modules|synth)$': '<rootDir>/src/entry/$1.ts',
  },
};

module.exports = {
  testTimeout: 30_000,
  testSequencer: '<rootDir>/test/support/longest-first.js',
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/test/**/*.test.ts'] },
    {
      ...shared,
      displayName: 'tools',
      testMatch: ['<rootDir>/test/**/*.tools.ts'],
      globalSetup: '<rootDir>/test/support/narrow-mirror.js',
      globalTeardown: '<rootDir>/test/support/remove-mirror.js',
    },
  ],
};
