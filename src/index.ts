export * from './constructs/declarations';
export * from './constructs/module-stack';
export { as } from './constructs/token';
export { emitHcl, moduleFiles, writeTree } from './emit';
export { formatProblem, nearest, type Problem, UserError } from './errors';
export * as hcl from './hcl';
export * from './modules';
export { type ApiModel, type ApiOperation, readApi, readApiFile } from './spec';
export { checkSynth, type SynthProps, type SynthResult, synth } from './synth';
