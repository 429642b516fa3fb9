import { ModuleOutput, ModuleVariable } from '../constructs/declarations';
import { print, printExpression, toExpression, type Value } from '../hcl';
import type { Module } from '../modules/module';
import { type EmittedHcl, MARKER } from './module-files';

const REGISTRY = 'https://registry.terraform.io/providers';

/**
 * A module's README: what it is for, a diagram, a call that works, and the tables that terraform-docs prints.
 *
 * @see https://terraform-docs.io/reference/markdown-table/
 */
export function readme(module: Module, hcl: EmittedHcl): string {
  const { stack } = module;
  const sections = [
    `<!-- ${MARKER} -->\n\n# ${stack.moduleName}\n\n${stack.props.description}`,
    module.readme.about,
    module.readme.diagram.length ? `\`\`\`mermaid\n${module.readme.diagram.join('\n')}\n\`\`\`` : '',
    `## Usage\n\n\`\`\`hcl\n${print(module.readme.usage)}\`\`\``,
    module.readme.notes ?? '',
    `<!-- BEGIN_TF_DOCS -->\n${tables(module, hcl)}\n<!-- END_TF_DOCS -->`,
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

/** The tables alone, as `terraform-docs markdown table` prints them. */
export function tables(module: Module, hcl: EmittedHcl): string {
  return [
    requirements(module),
    providers(module, hcl),
    modules(module, hcl),
    resources(hcl),
    inputs(module),
    outputs(module),
  ].join('\n\n');
}

function table(title: string, head: string, rule: string, rows: readonly string[]): string {
  if (rows.length === 0) return `## ${title}\n\nNo ${title.toLowerCase()}.`;
  return `## ${title}\n\n${head}\n${rule}\n${rows.join('\n')}`;
}

function anchor(kind: string, name: string): string {
  return `<a name="${kind}_${name}"></a> [${escapeName(name)}](#${kind}\\_${escapeName(name)})`;
}

/** What terraform-docs does to names and descriptions; text in backquotes stays as it is. */
function escapeName(text: string): string {
  return text.replaceAll('_', '\\_');
}

function escapeDescription(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replace(/[_|]/g, (c) => `\\${c}`)))
    .join('');
}

function requirements({ stack }: Module): string {
  const rows = Object.entries(stack.props.providers)
    .sort(byName)
    .map(([name, { version }]) => `| ${anchor('requirement', name)} | ${version} |`);
  return table('Requirements', '| Name | Version |', '|------|---------|', [
    `| ${anchor('requirement', 'terraform')} | ${stack.props.requiredVersion} |`,
    ...rows,
  ]);
}

function providers({ stack }: Module, hcl: EmittedHcl): string {
  const used = new Set(elements(hcl).map(({ type }) => provider(type)));
  const rows = Object.entries(stack.props.providers)
    .filter(([name]) => used.has(name))
    .sort(byName)
    .map(([name, { version }]) => `| ${anchor('provider', name)} | ${version} |`);
  return table('Providers', '| Name | Version |', '|------|---------|', rows);
}

function modules(module: Module, hcl: EmittedHcl): string {
  const rows = hcl.addresses
    .filter((address) => address.startsWith('module.'))
    .map((address) => address.slice('module.'.length))
    .sort()
    .map((name) => `| ${anchor('module', name)} | ${sourceOf(module, name)} | n/a |`);
  return table('Modules', '| Name | Source | Version |', '|------|--------|---------|', rows);
}

function sourceOf({ stack }: Module, name: string): string {
  const call = stack.node.tryFindChild(`module.${name}`);
  return call && 'source' in call ? String(call.source) : 'n/a';
}

/** Resources and data sources with their types. */
function elements(hcl: EmittedHcl): { data: boolean; type: string; name: string }[] {
  return hcl.addresses
    .filter((address) => !/^(var|output|local|module)\./.test(address))
    .map((address) => {
      const data = address.startsWith('data.');
      const [type = '', name = ''] = address.replace(/^data\./, '').split('.');
      return { data, type, name };
    });
}

function provider(type: string): string {
  return type.slice(0, type.indexOf('_'));
}

function resources(hcl: EmittedHcl): string {
  const rows = elements(hcl)
    .map(({ data, type, name }) => ({ data, type, spec: `${type}.${name}` }))
    .sort((a, b) => Number(a.data) - Number(b.data) || compare(a.spec, b.spec))
    .map(({ data, type, spec }) => {
      const owner = provider(type);
      const page = `${REGISTRY}/hashicorp/${owner}/latest/docs/${data ? 'data-sources' : 'resources'}/${type.slice(owner.length + 1)}`;
      return `| [${spec}](${page}) | ${data ? 'data source' : 'resource'} |`;
    });
  return table('Resources', '| Name | Type |', '|------|------|', rows);
}

function inputs({ stack }: Module): string {
  const rows = stack.node.children
    .filter((child) => child instanceof ModuleVariable)
    .sort((a, b) => compare(a.variableName, b.variableName))
    .map(({ variableName, props }) => {
      const type =
        typeof props.type === 'string' ? props.type : printExpression(toExpression(props.type), '  ');
      const fallback = props.default === undefined ? 'n/a' : code(asJson(props.default));
      return `| ${anchor('input', variableName)} | ${escapeDescription(props.description)} | ${code(type)} | ${fallback} | ${
        props.default === undefined ? 'yes' : 'no'
      } |`;
    });
  return table(
    'Inputs',
    '| Name | Description | Type | Default | Required |',
    '|------|-------------|------|---------|:--------:|',
    rows,
  );
}

function outputs({ stack }: Module): string {
  const rows = stack.node.children
    .filter((child) => child instanceof ModuleOutput)
    .sort((a, b) => compare(a.outputName, b.outputName))
    .map(
      ({ outputName, props }) =>
        `| ${anchor('output', outputName)} | ${escapeDescription(props.description)} |`,
    );
  return table('Outputs', '| Name | Description |', '|------|-------------|', rows);
}

function code(text: string): string {
  return text.includes('\n') ? `<pre>${text.replaceAll('\n', '<br/>')}</pre>` : `\`${text}\``;
}

function asJson(value: Value): string {
  return JSON.stringify(value, null, 2);
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return compare(a, b);
}

/** By code units, as Go sorts: the order does not depend on the machine's language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
