/**
 * The one file that names the framework's packages: its successor keeps the same names, so that a move is a change of
 * these lines. The provider's bindings are imported by leaf path where they are used: the package's root costs seconds
 * and half a gigabyte.
 */
export {
  App,
  DefaultTokenResolver,
  Fn,
  type IFragmentConcatenator,
  type IResolvable,
  type IResolveContext,
  type ITerraformDependable,
  Lazy,
  LocalBackend,
  propertyAccess,
  StringConcat,
  TerraformElement,
  TerraformHclModule,
  TerraformOutput,
  TerraformProvider,
  TerraformStack,
  Token,
  Tokenization,
} from 'cdktf';
export { Construct, type IConstruct, RootConstruct } from 'constructs';
