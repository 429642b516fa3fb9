import { UserError } from '../errors';
import { type Construct, TerraformElement } from '../framework';
import type { Value } from '../hcl';
import { uniqueId } from './unique-id';

/** A rule that a value has to keep, with what is said when it does not. */
export interface Rule {
  /** An expression that is true for a right value. */
  readonly condition: Value;
  /** The message: the value, the allowed values and what to do, as text or template. */
  readonly message: Value;
  /** The words that it allows, where these are all that there are: the type of the input in TypeScript. @default - any value */
  readonly allowed?: readonly string[];
  /** The whole numbers that it allows. @default - any value */
  readonly range?: {
    /** The smallest one. */
    readonly from: number;
    /** The largest one. */
    readonly to: number;
    /** What they count, such as `seconds`. */
    readonly unit: string;
  };
}

/** A block of Terraform that is no resource. Its properties say everything: an override is refused. */
abstract class Declaration extends TerraformElement {
  constructor(scope: Construct, id: string, type: string) {
    super(scope, uniqueId(scope, id), type);
  }

  /** Refuses an override: a declaration has all that it writes from its properties. @throws UserError always */
  override addOverride(path: string, value: unknown): void {
    throw new UserError([
      {
        where: this.node.path,
        what: `an override at ${JSON.stringify(path)} has no place here`,
        got: value,
        fix: 'say it where the element is made',
      },
    ]);
  }
}

/** An input of a module. */
export interface VariableProps {
  /** Its HCL type: `string`, `list(string)`, or a typed object as an expression. */
  readonly type: Value;
  /**
   * The type of a value whose `type` is `any`, as Terraform would write it: said above `type`, and the type in TypeScript.
   * Terraform itself takes any value then, and the rules refuse what has no place in it; an object type would drop it
   * without a word.
   *
   * @default - the type says all
   * @example 'map(object({ arn = string, enabled = optional(bool) }))'
   */
  readonly shape?: string;
  /** The description, with the unit of the value: shown in the module's README. */
  readonly description: string;
  /** What null means, as the end of a sentence: `the key of AWS`. @default - null has no meaning of its own */
  readonly nullMeans?: string;
  /** The part of the module that it is for, such as `CORS`: inputs of one section stand together. @default - none */
  readonly section?: string;
  /** Its value when the caller gives none; `false`, `0`, `''` and `null` count. @default - the caller has to give one */
  readonly default?: Value;
  /** Whether the caller may say null. @default - as Terraform: true */
  readonly nullable?: boolean;
  /** Whether its value, or the keys in it, say which resources there are: then it cannot be sensitive. @default false */
  readonly saysWhatThereIs?: boolean;
  /** Whether its value is kept out of Terraform's output. @default false */
  readonly sensitive?: boolean;
  /** The rules for its value. Each may only name this variable (Terraform below 1.9). @default - none */
  readonly validation?: readonly Rule[];
  /**
   * Whether a module that this one passes the value on to has the rules. They are facts for the types in TypeScript
   * then, and not emitted. @default false
   */
  readonly checkedBelow?: boolean;
}

/** The description of an input, with what it cannot be. */
export function ownDescription({ description: text, saysWhatThereIs }: VariableProps): string {
  return saysWhatThereIs
    ? `${text} It cannot be sensitive as a whole: it says which resources there are.`
    : text;
}

/** The description of an input, with what null means. */
export function description(props: VariableProps): string {
  const { nullMeans } = props;
  return nullMeans === undefined ? ownDescription(props) : `${ownDescription(props)} Null: ${nullMeans}.`;
}

/**
 * An input of a module.
 *
 * @example new ModuleVariable(stack, 'stage_name', { type: raw('string'), description: 'Name of the stage.', default: 'prod' })
 * @see https://developer.hashicorp.com/terraform/language/values/variables
 */
export class ModuleVariable extends Declaration {
  constructor(
    scope: Construct,
    /** Name of the input in Terraform. @example 'stage_name' */
    readonly variableName: string,
    /** Type, description, default and rules of the input. */
    readonly props: VariableProps,
  ) {
    super(scope, `var.${variableName}`, 'var');
    this.overrideLogicalId(variableName);
  }
}

/** An output of a module. */
export interface OutputProps {
  /** Value of the output. */
  readonly value: Value;
  /** The description, shown in the module's README. */
  readonly description: string;
  /** Its type; `any` is a list, a map or an object. @default 'string' */
  readonly type?: 'string' | 'number' | 'any';
  /** @default false */
  readonly sensitive?: boolean;
  /** The conditions that are checked before the output is given. @default - none */
  readonly precondition?: readonly Rule[];
}

/**
 * An output of a module.
 *
 * @see https://developer.hashicorp.com/terraform/language/values/outputs
 */
export class ModuleOutput extends Declaration {
  constructor(
    scope: Construct,
    /** Name of the output in Terraform. @example 'api_id' */
    readonly outputName: string,
    /** Value, description, type and preconditions of the output. */
    readonly props: OutputProps,
  ) {
    super(scope, `output.${outputName}`, 'output');
    this.overrideLogicalId(outputName);
  }
}

/** A local value, with the comment that its reader needs. */
export type LocalProps =
  | Value
  | {
      /** The value itself. */
      readonly value: Value;
      /** Comment above the value, without `#`. */
      readonly comment: string;
    };

/**
 * One `locals` block.
 *
 * @see https://developer.hashicorp.com/terraform/language/values/locals
 */
export class ModuleLocals extends Declaration {
  constructor(
    scope: Construct,
    id: string,
    /** The local values with their comments, by name and in order. */
    readonly values: ReadonlyMap<
      string,
      {
        /** The value itself. */
        readonly value: Value;
        /** Comment above the value, without `#`. @default - none */
        readonly comment?: string;
      }
    >,
  ) {
    super(scope, `locals.${id}`, 'local');
  }
}

/**
 * `locals` blocks as HCL, in the form that `terraform fmt` gives them. They are emitted as they are.
 *
 * @throws UserError when something else than `locals` blocks, comments and blank lines stands at the top of the text
 * @see https://developer.hashicorp.com/terraform/language/values/locals
 */
export class ModuleHcl extends Declaration {
  /** The names of the local values. */
  readonly names: readonly string[];

  constructor(
    scope: Construct,
    id: string,
    /** The `locals` blocks as HCL. They are emitted as they are. */
    readonly text: string,
  ) {
    super(scope, `hcl.${id}`, 'local');
    this.names = localNames(text, this.node.path);
  }
}

/** A `locals` block with its body. */
const LOCALS_BLOCK = /^locals \{\n((?:(?: .*)?\n)*)\}$/gm;

/** The names that `locals` blocks declare: those at one level of indentation, which `terraform fmt` makes two blanks. */
function localNames(text: string, where: string): string[] {
  const bodies = [...text.matchAll(LOCALS_BLOCK)].map(([, body = '']) => body);
  const rest = text.replace(LOCALS_BLOCK, '').split('\n');
  const [other] = rest.filter((line) => line.trim() !== '' && !line.startsWith('#'));
  if (other !== undefined || bodies.length === 0) {
    const fix = 'give locals blocks as terraform fmt writes them; add anything else to the ModuleStack';
    throw new UserError([{ where, what: 'not locals blocks alone', got: other ?? text, fix }]);
  }
  return bodies.flatMap((body) =>
    [...body.matchAll(/^ {2}([a-z][a-z0-9_]*) += /gm)].map(([, name = '']) => name),
  );
}

/**
 * A `moved` block: what was at `from` is at `to` now, so that an upgrade of the module replaces nothing.
 *
 * @see https://developer.hashicorp.com/terraform/language/moved
 */
export class ModuleMoved extends Declaration {
  constructor(
    scope: Construct,
    /** Address in an earlier release of the module. @example 'aws_iam_role.function' */
    readonly from: string,
    /** Address now. @example 'aws_iam_role.this' */
    readonly to: string,
    /** The first release with the address of now. @default - every state may have the other one */
    readonly release?: string,
  ) {
    super(scope, `moved.${from}`, 'moved');
  }
}
