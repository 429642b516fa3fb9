/** `terragate/modules`: the modules as stacks, and what stacks of one's own are written with. */

export * as hcl from '../hcl';
export type { Code, Language } from '../language/code';
export type { Markdown } from '../language/markdown';
export {
  type LocalProps,
  type ModuleHcl,
  ModuleLocals,
  ModuleMoved,
  ModuleOutput,
  ModuleVariable,
  type OutputProps,
  type Rule,
  type VariableProps,
} from '../module-stack/declarations';
export {
  type BlockMetadata,
  type DynamicBlock,
  type ElementClass,
  ModuleStack,
  type ModuleStackProps,
  type Placement,
  type ProviderRequirement,
} from '../module-stack/module-stack';
export { as } from '../module-stack/token';
export * from '../modules';
