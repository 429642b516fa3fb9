#!/usr/bin/env node
// The sources are TypeScript and are run as they are.
require('tsx/cjs');
require('./main.ts')
  .main(process.argv.slice(2))
  .then((code) => {
    process.exitCode = code;
  });
