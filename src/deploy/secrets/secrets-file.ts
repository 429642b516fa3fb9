import { join, relative } from 'node:path';
import { hcl, hclName, VariablesFile } from '../../hcl';
import { typescript } from '../../language';
import type { Project } from '../../project';
import { readText, writeFileAtomic } from '../../system';
import { environmentVariables } from '../environment';
import { terraformFolders, variableFiles } from '../terraform-folders';

/** The variable of a root, and the input of the modules, that names secrets. */
const VARIABLE = 'secrets';
/** The file of variables that Terraform reads for each deployment of a root. */
const WITHOUT_ENVIRONMENT = 'terraform.tfvars';

/** The file of variables in which a deployment names its secrets. */
export class SecretsFile {
  /** From the folder of the project. @example 'infra/envs/staging.tfvars' */
  readonly name: string;
  private readonly path: string;

  /** @throws UserError when the project has no such environment */
  constructor(
    private readonly project: Project,
    private readonly environment?: string,
  ) {
    const own = environment === undefined ? WITHOUT_ENVIRONMENT : environmentVariables(project, environment);
    this.path = join(project.root, own);
    this.name = relative(project.folder, project.cdktf ?? this.path);
  }

  /** Whether what it names can be read here. */
  get isReadable(): boolean {
    return this.project.cdktf === undefined && this.file.entries(VARIABLE) !== undefined;
  }

  /** The ARNs that it names by their variables; `undefined` for an expression. None where it cannot be read here. */
  get entries(): ReadonlyMap<string, string | undefined> {
    if (this.project.cdktf !== undefined) return new Map();
    return this.file.entries(VARIABLE) ?? new Map();
  }

  /** The region that it sets for the root; undefined where neither it nor the file for all deployments does. */
  get region(): string | undefined {
    if (this.project.cdktf !== undefined) return undefined;
    const shared = new VariablesFile(readText(join(this.project.root, WITHOUT_ENVIRONMENT)) ?? '');
    return this.file.textOf('region') ?? shared.textOf('region');
  }

  /** A reason for which a secret cannot be written into it, in words; undefined where there is none. */
  obstacle(name: string): string | undefined {
    const { cdktf, root } = this.project;
    if (cdktf !== undefined) return 'the root is synthesized from a stack';
    const texts = [...(terraformFolders(root)[0]?.files.values() ?? [])];
    if (!texts.some((text) => /^\s*variable\s+"?secrets"?\s*\{/m.test(text)))
      return 'the root has no variable "secrets"';
    if (!texts.some((text) => /\bvar\.secrets\b/.test(text)))
      return 'nothing in the root takes its variable "secrets"';
    const other = this.environment === undefined ? this.otherFile : undefined;
    if (other !== undefined) return `${other} names secrets too`;
    return this.file.with(VARIABLE, name, 'arn') === undefined
      ? `${this.name} has a form that is not changed for sure`
      : undefined;
  }

  /** Names a secret. @returns whether the file was changed */
  set(name: string, arn: string): boolean {
    const { text } = this.file;
    const changed = this.obstacle(name) === undefined ? this.file.with(VARIABLE, name, arn) : undefined;
    if (changed === undefined || changed === text) return false;
    writeFileAtomic(this.path, changed);
    return true;
  }

  /** Takes a secret out. @returns whether the file was changed */
  remove(name: string): boolean {
    if (!this.entries.has(name)) return false;
    const changed = this.file.without(VARIABLE, name);
    if (changed === undefined) return false;
    writeFileAtomic(this.path, changed);
    return true;
  }

  /** What is to be added by hand, and where. */
  byHand(name: string, arn: string): readonly [where: string, ...lines: string[]] {
    if (this.project.cdktf !== undefined)
      return [
        'add to the properties of the API in the stack:',
        typescript`secrets: { ${name}: ${arn} },`.text,
      ];
    const line = hcl`${hclName(name)} = ${arn}`.text;
    return this.obstacle(name)?.includes('variable "secrets"')
      ? ['add to the module in the root, or give the root a variable for it:', `secrets = { ${line} }`]
      : [`add to "secrets" in ${this.name}:`, line];
  }

  /** Another file that Terraform reads for each deployment, after this one, and that has the variable. */
  private get otherFile(): string | undefined {
    for (const [name, text] of variableFiles(this.project.root))
      if (
        /^terraform\.tfvars\.json$|\.auto\.tfvars(?:\.json)?$/.test(name) &&
        /^\s*\{?\s*"?secrets"?\s*[=:]/m.test(text)
      )
        return name;
    return undefined;
  }

  private get file(): VariablesFile {
    return new VariablesFile(readText(this.path) ?? '');
  }
}
