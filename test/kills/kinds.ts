import type { Kind } from './trial';

/** The kinds of trials beside `new`, which has no project yet. */
export const KINDS: readonly Kind[] = [
  {
    name: 'synth',
    targets: ['cli'],
    within: 1.5,
    args: ['synth'],
    leaves: 'down',
    prepare: async (bench) => bench.removeModules(),
  },
  {
    name: 'bundle',
    targets: ['cli', 'python', 'installer'],
    within: 4,
    args: ['bundle'],
    leaves: 'down',
    prepare: async (bench) => {
      bench.change();
      bench.removePackages();
    },
  },
  {
    name: 'up, from nothing',
    targets: ['cli', 'background', 'local AWS', 'watchdog', 'terraform', 'provider', 'function'],
    within: 15,
    args: ['up'],
    leaves: 'up',
    prepare: async (bench) => {
      await bench.mustRun(['down']);
    },
  },
  {
    name: 'up, after a change',
    targets: ['cli', 'background', 'local AWS', 'watchdog', 'terraform', 'provider', 'function', 'python'],
    within: 5,
    args: ['up'],
    leaves: 'up',
    prepare: async (bench) => {
      await bench.mustRun(['up']);
      bench.change();
    },
  },
  {
    name: 'up --watch',
    targets: ['cli', 'background', 'local AWS', 'watchdog', 'function'],
    within: 5,
    args: ['up', '--watch'],
    endless: true,
    leaves: 'up',
    prepare: async (bench) => {
      await bench.mustRun(['up']);
      bench.change();
    },
  },
  {
    name: 'down',
    targets: ['cli', 'background', 'local AWS', 'watchdog', 'function'],
    within: 2,
    args: ['down'],
    leaves: 'down',
    prepare: async (bench) => {
      await bench.mustRun(['up']);
    },
  },
];
