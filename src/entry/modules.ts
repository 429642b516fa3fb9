/** `terragate/modules`: the modules as stacks, and what stacks of one's own are written with. */
export {
  ModuleLocals,
  ModuleMoved,
  ModuleOutput,
  ModuleVariable,
  type OutputProps,
  type Rule,
  type VariableProps,
} from '../constructs/declarations';
export { ModuleStack, type ModuleStackProps, type Placement } from '../constructs/module-stack';
export { as } from '../constructs/token';
export * as hcl from '../hcl';
export * from '../modules';
