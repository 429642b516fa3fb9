#!/usr/bin/env node
// Runs dist/terragate.cjs. In a checkout it is built first where a source has changed since.
const { existsSync, readFileSync, writeSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '../..');
const dist = join(root, 'dist');
const build = join(root, 'scripts/build.cjs');

/** Texts that the build has written, by the one argument that asks for each: nothing has to be loaded for them. */
const TEXTS = new Map([
  [undefined, 'overview.txt'],
  ['help', 'help.txt'],
  ['--help', 'help.txt'],
  ['-h', 'help.txt'],
  ['--version', 'version.txt'],
  ['-v', 'version.txt'],
]);

function isCurrent() {
  // Sources change where they are developed; a package that was installed has no build script
  if (!existsSync(build)) return true;
  const { stampOf } = require('../../scripts/sources.cjs');
  const stamp = join(dist, 'sources');
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === stampOf(root);
}

/** Prints one of the texts. process.stdout takes longer to make than to print it. */
function printed() {
  const [, , argument, ...more] = process.argv;
  const name = TEXTS.get(argument);
  if (name === undefined || more.length || !existsSync(join(dist, name))) return false;
  let text = readFileSync(join(dist, name));
  try {
    text = text.subarray(writeSync(1, text));
  } catch (error) {
    endOfReader(error);
  }
  // A full pipe takes the rest later
  if (text.length) process.stdout.on('error', endOfReader).write(text);
  return true;
}

/** Ends quietly when the reader of the output, such as `head`, has enough of it. */
function endOfReader(error) {
  if (error.code === 'EPIPE') process.exit(0);
  if (error.code !== 'EAGAIN') throw error;
}

async function run() {
  const current = isCurrent();
  if (current && printed()) return;
  if (!current) await require(build).makeDist();
  process.exitCode = await require(join(dist, 'terragate.cjs')).main(process.argv.slice(2));
}

run();
