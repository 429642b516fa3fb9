import { join, relative } from 'node:path';
import { UserError } from '../errors';
import {
  App,
  Construct,
  type IResolvable,
  type ITerraformDependable,
  TerraformHclModule,
  type TerraformProvider,
  TerraformStack,
} from '../framework';
import { moduleFolder } from './module-folder';
import { type NameMap, toTerraformNames } from './names';

/** Properties of a module call, beside the module's inputs. */
export interface ModuleProps {
  /**
   * The folder of the module as Terraform gets it: relative to the folder of the synthesized stack, or an address.
   *
   * @default - the folder of the class, or the one that it was compiled from. To be given in a bundle, which is another
   * folder: `source: '../../../modules/my-api'`.
   */
  readonly source?: string;
  /** Resources and modules that have to exist before the module. @default - those that its inputs refer to */
  readonly dependsOn?: readonly ITerraformDependable[];
  /** Providers other than the default ones. @default - those of the stack */
  readonly providers?: readonly TerraformProvider[];
}

/** Tags of AWS resources, by their keys. */
export type Tags = { readonly [key: string]: string };

/** The facts on a module that its generated class has. */
export interface ModuleDefinition {
  /** Name of the module. @example 'my-api' */
  readonly name: string;
  /** The folder that the generated class was loaded from; undefined where a file does not know its own. */
  readonly folder: string | undefined;
  /** The Terraform names of the inputs, by their names in TypeScript. */
  readonly inputs: NameMap;
}

/**
 * A call of an emitted module: the class that is generated beside the module says which inputs and outputs it has.
 *
 * @example new MyApi(this, 'MyApi', { name: 'my-api', integrations: MyApi.defaultIntegrations(this).build() })
 */
export abstract class ModuleCall extends Construct {
  /** The module as Terraform calls it. */
  readonly module: TerraformHclModule;

  /** Calls the module. @param props with the module's inputs, by the names that TypeScript has for them */
  protected constructor(scope: Construct, id: string, definition: ModuleDefinition, props: ModuleProps) {
    super(scope, id);
    const { source = this.#sourceOf(definition), dependsOn, providers, ...inputs } = props;
    const variables = toTerraformNames(inputs, definition.inputs, this.node.path);
    // With this id the call has the name of the construct: module.MyApi.
    this.module = new TerraformHclModule(this, 'Default', {
      source,
      // The module calls the one beside it: a copy of the folder alone would not hold that.
      skipAssetCreationFromLocalModules: true,
      variables,
      ...(dependsOn ? { dependsOn: [...dependsOn] } : {}),
      ...(providers ? { providers: [...providers] } : {}),
    });
  }

  /** An output that is text. */
  protected text(output: string): string {
    return this.module.getString(output);
  }

  /** An output that is a number. */
  protected number(output: string): number {
    return this.module.getNumber(output);
  }

  /** An output that is a list of texts. */
  protected list(output: string): string[] {
    return this.module.getList(output);
  }

  /** An output of another type: an object, a map. */
  protected any(output: string): IResolvable {
    return this.module.interpolationForOutput(output);
  }

  /** Value of the input `tags`. */
  protected givenTags(): Tags | undefined {
    return (this.module.variables as Readonly<Record<string, unknown>> | undefined)?.tags as Tags | undefined;
  }

  /** Sets the input `tags`. */
  protected setTags(tags: Tags | undefined): void {
    this.module.set('tags', tags);
  }

  /** The module's folder, as Terraform sees it from the folder of the stack. */
  #sourceOf({ name, folder: loadedFrom }: ModuleDefinition): string {
    const folder = loadedFrom && moduleFolder(loadedFrom, name);
    const problem = !isInApp(this)
      ? 'the construct is not in an App'
      : loadedFrom === undefined
        ? 'its class does not know the file that it was loaded from'
        : `its class was loaded from ${loadedFrom}, which is not a folder of that module: it was bundled or moved`;
    if (folder === undefined || !isInApp(this)) {
      throw new UserError([
        {
          where: this.node.path,
          what: `cannot find the folder of the module ${name}: ${problem}`,
          fix: 'give it as `source`, relative to the folder of the synthesized stack',
        },
      ]);
    }
    const app = App.of(this);
    // Tests of CDKTF synthesize into a random temporary folder, which snapshots must not hold
    const outdir = isTest(app) ? join(process.cwd(), 'cdktf.out') : app.outdir;
    const stack = join(outdir, 'stacks', TerraformStack.of(this).node.id);
    const path = relative(stack, folder).replaceAll('\\', '/');
    return path.startsWith('.') ? path : `./${path}`;
  }
}

function isInApp(construct: Construct): boolean {
  return App.isApp(construct.node.root);
}

/** Whether an app is of `Testing.app()` or `Testing.synthScope()`, which put a fixed text in the version's place. */
function isTest(app: App): boolean {
  return app.node.tryGetContext('cdktfVersion') === 'stubbed';
}
