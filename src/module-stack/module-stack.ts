import { UserError } from '../errors';
import {
  type Construct,
  RootConstruct,
  type TerraformElement,
  TerraformHclModule,
  TerraformStack,
} from '../framework';
import { isExpression, type Value } from '../hcl';
import { snakeCase } from '../naming';
import {
  type LocalProps,
  ModuleHcl,
  ModuleLocals,
  ModuleMoved,
  ModuleOutput,
  ModuleVariable,
  type OutputProps,
  type VariableProps,
} from './declarations';
import { as } from './token';
import { uniqueId } from './unique-id';

/** A provider that a module needs: a floor and a ceiling, never one version. */
export interface ProviderRequirement {
  /** @example 'hashicorp/aws' */
  readonly source: string;
  /** @example '>= 5.100, < 7.0' */
  readonly version: string;
}

/** The description, version and providers of a module. */
export interface ModuleStackProps {
  /** The first line of its README. */
  readonly description: string;
  /** @example '>= 1.5.7' */
  readonly requiredVersion: string;
  /** The providers that the module needs, by their local names. */
  readonly providers: Readonly<Record<string, ProviderRequirement>>;
}

/** Where a block stands and what is said above it. */
export interface Placement {
  /** @default 'main.tf' */
  readonly file?: string;
  /** @default - nothing */
  readonly comment?: string;
  /** The collection that has one instance for each of its items, as `for_each`. @default - one instance */
  readonly forEach?: Value;
}

/** A nested block that is there once for each item of a collection. */
export interface DynamicBlock {
  /** Type of the block. @example 'access_log_settings' */
  readonly name: string;
  /** The collection that has one block for each of its items. */
  readonly forEach: Value;
  /** Arguments by their Terraform names; `<name>.value` is the item. */
  readonly content: Readonly<Record<string, Value>>;
  /** The block of the element that it stands in. @default - the element itself */
  readonly inside?: string;
  /** Blocks inside of it that an expression decides on too. @default - none */
  readonly dynamic?: readonly DynamicBlock[];
}

/** Metadata of a block that CDKTF's tree does not hold. */
export interface BlockMetadata {
  /** The file of the block, the comment above it, and its `for_each`. */
  readonly placement: Placement;
  /** The arguments' Terraform names in the order in which the author gave them. */
  readonly order: readonly string[];
  /** The `dynamic` blocks that were added to the block. */
  readonly dynamic: readonly DynamicBlock[];
}

/** A binding's class: a resource or a data source with arguments of type `C`. */
export interface ElementClass<C, E extends TerraformElement> {
  /** Type of the resource or data source in Terraform. @example 'aws_s3_bucket' */
  readonly tfResourceType: string;
  new (scope: Construct, id: string, config: C): E;
}

// Arguments of a module call that CDKTF sets by itself, also where there is nothing to set.
const RESERVED: readonly string[] = ['source', 'version', 'providers', 'depends_on', 'for_each'];

const MODULE_STACK = Symbol.for('terragate/ModuleStack');

/**
 * A Terraform module as a CDKTF stack: typed inputs and outputs, locals, required providers with floors and a ceiling.
 * It has no backend and no provider block, and it is not a stack to deploy.
 *
 * @example
 * const stack = new ModuleStack('logs', { description: 'A log group', requiredVersion: '>= 1.5.7', providers: { aws } });
 * stack.variable('name', { type: raw('string'), description: 'Name of the log group.' });
 * stack.add(CloudwatchLogGroup, 'this', { name: as.string(raw('var.name')) });
 */
export class ModuleStack extends TerraformStack {
  private readonly metadata = new Map<TerraformElement, BlockMetadata>();
  private blocks = 0;

  constructor(
    /** Name of the module, and of its folder. @example 'rest-api' */
    readonly moduleName: string,
    /** Description, version and providers of the module. */
    readonly props: ModuleStackProps,
  ) {
    // A root of its own and no App: a module is written as files, the CLI never sees it among the stacks to deploy.
    super(new RootConstruct(), moduleName);
    Object.defineProperty(this, MODULE_STACK, { value: true });
  }

  /** Whether a construct is a module. */
  static isModuleStack(construct: unknown): construct is ModuleStack {
    return typeof construct === 'object' && construct !== null && MODULE_STACK in construct;
  }

  /** Declares an input. */
  variable(name: string, props: VariableProps): ModuleVariable {
    return new ModuleVariable(this, name, props);
  }

  /** Declares an output. */
  output(name: string, props: OutputProps): ModuleOutput {
    return new ModuleOutput(this, name, props);
  }

  /** Adds one `locals` block. */
  locals(values: Readonly<Record<string, LocalProps>>, placement: Placement = {}): ModuleLocals {
    const entries = Object.entries(values).map(
      ([name, local]): [string, { value: Value; comment?: string }] => {
        const plain = typeof local === 'object' && local !== null && !isExpression(local);
        const commented = plain && Object.keys(local).sort().join() === 'comment,value';
        return [name, commented ? (local as { value: Value; comment: string }) : { value: local as Value }];
      },
    );
    this.blocks += 1;
    return this.place(new ModuleLocals(this, String(this.blocks), new Map(entries)), placement);
  }

  /**
   * Adds `locals` blocks that are written as HCL.
   *
   * @throws UserError when the text holds anything but `locals` blocks
   * @example stack.hcl('locals {\n  name = "${var.prefix}api"\n}\n', { file: 'names.tf' })
   */
  hcl(text: string, placement: Placement = {}): ModuleHcl {
    this.blocks += 1;
    return this.place(new ModuleHcl(this, String(this.blocks), text), placement);
  }

  /**
   * Adds a `moved` block: the address of an earlier release of the module, and the one of now.
   *
   * @param release the first release with the address of now: a module that began with it has nothing to move.
   *   @default - every state may have the other address
   */
  moved(from: string, to: string, release?: string): ModuleMoved {
    return new ModuleMoved(this, from, to, release);
  }

  /** Adds a resource or data source whose address is `type.name`, with no hash in it. */
  add<C extends object, E extends TerraformElement>(
    type: ElementClass<C, E>,
    name: string,
    config: NoInfer<C>,
    placement: Placement = {},
  ): E {
    const element = new type(this, uniqueId(this, `${type.tfResourceType}.${name}`), config);
    element.overrideLogicalId(name);
    return this.place(element, placement, Object.keys(config).map(snakeCase));
  }

  /**
   * Calls another module that stands beside this one.
   *
   * @throws UserError for an input that has the name of a meta-argument: it would be lost.
   */
  call(
    name: string,
    source: string,
    variables: Readonly<Record<string, Value>>,
    placement: Placement = {},
  ): TerraformHclModule {
    const lost = Object.keys(variables).filter((key) => RESERVED.includes(key));
    if (lost.length) {
      throw new UserError(
        lost.map((key) => ({
          where: `modules/${this.moduleName}: module.${name}`,
          what: `${key} is no input of a module: Terraform keeps the name for itself`,
          fix: key === 'for_each' ? 'say it as the forEach of the placement' : 'leave it out',
        })),
      );
    }
    const inputs = Object.entries(variables).map(([key, value]) => [key, as.any(value)] as const);
    const module = new TerraformHclModule(this, uniqueId(this, `module.${name}`), {
      source,
      skipAssetCreationFromLocalModules: true,
      variables: Object.fromEntries(inputs),
    });
    module.overrideLogicalId(name);
    return this.place(module, placement);
  }

  /** Puts an element into a file, with a comment above it. */
  place<E extends TerraformElement>(element: E, placement: Placement, order: readonly string[] = []): E {
    this.metadata.set(element, { placement, order, dynamic: [] });
    return element;
  }

  /** Adds a `dynamic` block to an element of this module. */
  dynamic(element: TerraformElement, block: DynamicBlock): void {
    const known = this.metadataOf(element);
    this.metadata.set(element, { ...known, dynamic: [...known.dynamic, block] });
  }

  /** The metadata of an element. */
  metadataOf(element: TerraformElement): BlockMetadata {
    return this.metadata.get(element) ?? { placement: {}, order: [], dynamic: [] };
  }

  /** A module has no place for an override of the stack: backend, provider and `terraform` blocks are not its own. */
  override addOverride(path: string, value: unknown): void {
    throw new UserError([
      {
        where: `modules/${this.moduleName}`,
        what: `an override of the stack at ${JSON.stringify(path)} has no place in a module`,
        got: value,
        fix: 'use variable(), output(), locals(), moved() or add() of the ModuleStack',
      },
    ]);
  }
}
