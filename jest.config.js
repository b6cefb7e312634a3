/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  setupFiles: ['reflect-metadata'],
  moduleNameMapper: { '^fast-check$': '<rootDir>/test/seeded-fast-check.cjs' },
  testTimeout: 20_000,
};
