import type { Kind } from './trial';

/** The kinds of trials beside `new`, which has no project yet. */
export const KINDS: readonly Kind[] = [
  {
    name: 'synth',
    targets: ['cli'],
    args: ['synth'],
    leaves: 'down',
    prepare: async (bench) => bench.removeModules(),
  },
  {
    name: 'bundle',
    targets: ['cli', 'python', 'installer'],
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
    args: ['up'],
    leaves: 'up',
    prepare: async (bench) => {
      await bench.mustRun(['down']);
    },
  },
  {
    name: 'up, after a change',
    targets: ['cli', 'background', 'local AWS', 'watchdog', 'terraform', 'provider', 'function', 'python'],
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
    args: ['down'],
    leaves: 'down',
    prepare: async (bench) => {
      await bench.mustRun(['up']);
    },
  },
];
