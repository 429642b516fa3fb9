export {
  ModuleLocals,
  ModuleMoved,
  ModuleOutput,
  ModuleVariable,
  type OutputProps,
  type Rule,
  type VariableProps,
} from './constructs/declarations';
export { ModuleStack, type ModuleStackProps, type Placement } from './constructs/module-stack';
export { as } from './constructs/token';
export { emitHcl, moduleFiles, writeTree } from './emit';
export { formatProblem, nearest, type Problem, UserError } from './errors';
export * from './facade';
export type { Construct, IResolvable } from './framework';
export * as hcl from './hcl';
export * from './modules';
export { type ApiModel, type ApiOperation, readApi, readApiFile } from './spec';
export {
  checkSynth,
  type ModulesProps,
  moduleTree,
  type SynthProps,
  type SynthResult,
  synth,
} from './synth';
