/** `terragate/modules`: the modules as stacks, and what stacks of one's own are written with. */

export * as hcl from '../hcl';
export {
  ModuleLocals,
  ModuleMoved,
  ModuleOutput,
  ModuleVariable,
  type OutputProps,
  type Rule,
  type VariableProps,
} from '../module-stack/declarations';
export { ModuleStack, type ModuleStackProps, type Placement } from '../module-stack/module-stack';
export { as } from '../module-stack/token';
export * from '../modules';
