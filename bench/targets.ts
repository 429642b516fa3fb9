/** What is hoped for. A figure that misses it is shown as such; no test depends on it. */
export interface Target {
  readonly most: number;
  readonly unit: string;
}

/** CPU time of the plan of an API with so many operations, over that of the plan of one resource. */
export const PLAN_TARGETS: ReadonlyMap<number, Target> = new Map([
  [300, { most: 1.1, unit: '×' }],
  [3000, { most: 1.3, unit: '×' }],
]);

/** The same where every operation has settings and they share a function. */
export const SETTINGS_TARGETS: ReadonlyMap<number, Target> = new Map([[300, { most: 1.15, unit: '×' }]]);

/** Resources of a router module, by the kind of its API. */
export const RESOURCE_TARGETS = {
  rest: { most: 14, unit: '' },
  http: { most: 10, unit: '' },
  settings: { most: 14, unit: '' },
} as const;

/** Synth of the example app: about a second of CPU time. */
export const SYNTH_TARGETS = { cpu: { most: 1.2, unit: ' s' }, peak: { most: 150, unit: ' MB' } } as const;

/** Seconds of work on this machine: `up` where nothing changed, and from a save to the new answer (the middle one). */
export const SERVE_TARGETS = { warm: { most: 5, unit: ' s' }, save: { most: 1.5, unit: ' s' } } as const;

/** Time to the first line of a stream over that of uvicorn alone, by the milliseconds that the app needs for it. */
export const STREAM_TARGETS: ReadonlyMap<number, Target> = new Map([[100, { most: 1.3, unit: '×' }]]);

/** Memory of the local AWS at the end, over that after the first point. */
export const MEMORY_TARGET: Target = { most: 1.2, unit: '×' };

/** A client of a document with so many operations: over hey-api's, and bytes of a page that calls two operations. */
export const CLIENT_TARGETS = {
  cpu: new Map<number, Target>([[1000, { most: 0.35, unit: '×' }]]),
  peak: new Map<number, Target>([[1000, { most: 0.5, unit: '×' }]]),
  check: new Map<number, Target>([[1000, { most: 1, unit: '×' }]]),
  page: { most: 4096, unit: '' },
} as const;

/** The installed package: `--help` over an empty Node process, and bytes over those that come with CDKTF. */
export const PACKAGE_TARGETS = { help: { most: 1.15, unit: '×' }, size: { most: 0.35, unit: '×' } } as const;

/** `pass (≤ 14)`, `FAIL (≤ 14)`, or a dash where nothing was aimed at. */
export function verdict(value: number, target: Target | undefined): string {
  if (!target) return '–';
  return `${value <= target.most ? 'pass' : 'FAIL'} (≤ ${target.most}${target.unit})`;
}
