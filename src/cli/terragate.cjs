#!/usr/bin/env node
// Runs dist/terragate.cjs. In a checkout it is built first where a source has changed since.
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '../..');
const dist = join(root, 'dist');
const build = join(root, 'scripts/build.cjs');

function isCurrent() {
  // Sources change where they are developed; a package that was installed has no build script
  if (!existsSync(build)) return true;
  const { stampOf } = require('../../scripts/sources.cjs');
  const stamp = join(dist, 'sources');
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === stampOf(root);
}

async function load() {
  if (!isCurrent()) await require(build).makeDist();
  return require(join(dist, 'terragate.cjs'));
}

load()
  .then(({ main }) => main(process.argv.slice(2)))
  .then((code) => {
    process.exitCode = code;
  });
