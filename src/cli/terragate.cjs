#!/usr/bin/env node
// Runs dist/terragate.cjs, or the TypeScript sources as they are where those have changed since it was made.
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { stampOf } = require('./sources.cjs');

const root = join(__dirname, '../..');
const dist = join(root, 'dist');

function isCurrent() {
  if (!existsSync(join(dist, 'terragate.cjs'))) return false;
  // Sources change where they are developed; a package that was installed has no tsconfig.json
  if (!existsSync(join(root, 'tsconfig.json'))) return true;
  const stamp = join(dist, 'sources');
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === stampOf(root);
}

async function load() {
  if (isCurrent()) return require('../../dist/terragate.cjs');
  // For require() of the sources, and for their import()
  require('tsx/cjs');
  const { register } = await import('tsx/esm/api');
  register();
  return require('./main.ts');
}

load()
  .then(({ main }) => main(process.argv.slice(2)))
  .then((code) => {
    process.exitCode = code;
  });
