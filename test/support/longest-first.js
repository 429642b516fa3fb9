const { sep } = require('node:path');
const Sequencer = require('@jest/test-sequencer').default;

/** The suites that take longest on a machine with two cores, the longest first. The order of the others is jest's own. */
const LONGEST = [
  'terraform/ladder',
  'terraform/core',
  'modules/corpus',
  'terraform/router',
  'terraform/unknown',
  'bundle/kinds',
  'terraform/operations-plans',
  'terraform/order',
  'terraform/instances',
  'terraform/operations',
  'docs/pages',
  'docs/site',
  'deploy/generated',
  'generate/template',
  'deploy/up',
  'local/callers',
  'deploy/generated-aws',
  'examples/react-app',
  'terraform/serve',
  'local/local-aws',
  'bundle/package',
  'deploy/isolated',
  'examples/operations',
];

/** Begins with what takes longest, so that no core waits for another one at the end. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const place = ({ path }) => {
      const name = path.split(sep).slice(-2).join('/').replace('.tools.ts', '');
      const at = LONGEST.indexOf(name);
      return at < 0 ? LONGEST.length : at;
    };
    return [...super.sort(tests)].sort((a, b) => place(a) - place(b));
  }
};
