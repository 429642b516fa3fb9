import { print, printExpression, toExpression } from '../hcl';
import {
  codeBlock,
  jsonText,
  type Markdown,
  markdown,
  plainWord,
  tableDescription,
  tableName,
  tableValue,
} from '../language';
import { description, ModuleOutput, ModuleVariable } from '../module-stack/declarations';
import type { Module } from '../modules/shared/module';
import { descriptionCell } from './description';
import { type EmittedHcl, MARKER } from './module-files';

const REGISTRY = markdown.raw('https://registry.terraform.io/providers/');

/**
 * A module's README: what it is for, a diagram, a call that works, and the tables that terraform-docs prints.
 *
 * @see https://terraform-docs.io/reference/markdown-table/
 */
export function readme(module: Module, hcl: EmittedHcl): Markdown {
  const { stack } = module;
  const { about, diagram, usage, notes } = module.readme;
  const sections = [
    markdown`<!-- ${markdown.raw(MARKER)} -->\n\n# ${stack.moduleName}\n\n${stack.props.description}`,
    about,
    ...(diagram.length ? [codeBlock('mermaid', diagram.join('\n'))] : []),
    markdown`## Usage\n\n${codeBlock('hcl', print(usage))}`,
    ...(notes ? [notes] : []),
    ...sectionIndex(module),
    markdown`<!-- BEGIN_TF_DOCS -->\n${tables(module, hcl)}\n<!-- END_TF_DOCS -->`,
  ];
  return markdown`${markdown.join(sections, '\n\n')}\n`;
}

/** The inputs of each section, with links into the table, which is in the order of the alphabet. */
function sectionIndex({ stack }: Module): Markdown[] {
  const names = new Map<string, string[]>();
  for (const child of stack.node.children) {
    if (!(child instanceof ModuleVariable) || child.props.section === undefined) continue;
    const { section } = child.props;
    names.set(section, [...(names.get(section) ?? []), child.variableName]);
  }
  if (names.size < 2) return [];
  const lines = [...names].map(([section, inputs]) => {
    const links = inputs.map((name) => link('input', name));
    return markdown`- **${section}**: ${markdown.join(links, ', ')}`;
  });
  return [markdown`## Inputs by section\n\n${markdown.join(lines, '\n')}`];
}

/** The tables alone, as `terraform-docs markdown table` prints them. */
export function tables(module: Module, hcl: EmittedHcl): Markdown {
  return markdown.join(
    [
      requirements(module),
      providers(module, hcl),
      modules(module, hcl),
      resources(hcl),
      inputs(module),
      outputs(module),
    ],
    '\n\n',
  );
}

/** @param head of a table: its names, and the line below them */
function table(title: string, head: Markdown, rows: readonly Markdown[]): Markdown {
  if (rows.length === 0) return markdown`## ${title}\n\nNo ${title.toLowerCase()}.`;
  return markdown`## ${title}\n\n${head}\n${markdown.join(rows, '\n')}`;
}

const NAME_AND_VERSION = markdown.raw('| Name | Version |\n|------|---------|');

/** A part of a module that a table has a row for. */
type Part = 'requirement' | 'provider' | 'module' | 'input' | 'output';

function anchor(kind: Part, name: string): Markdown {
  // The names of a module's parts are words: emitHcl() has looked at each
  return markdown`<a name="${markdown.raw(kind)}_${plainWord(name)}"></a> ${link(kind, name)}`;
}

/** The name of a part, which leads to its row. */
function link(kind: Part, name: string): Markdown {
  return markdown`[${tableName(name)}](#${markdown.raw(kind)}\\_${tableName(name)})`;
}

function requirements({ stack }: Module): Markdown {
  const rows = Object.entries(stack.props.providers)
    .sort(byName)
    .map(
      ([name, { version }]) => markdown`| ${anchor('requirement', name)} | ${tableDescription(version)} |`,
    );
  return table('Requirements', NAME_AND_VERSION, [
    markdown`| ${anchor('requirement', 'terraform')} | ${tableDescription(stack.props.requiredVersion)} |`,
    ...rows,
  ]);
}

function providers({ stack }: Module, hcl: EmittedHcl): Markdown {
  const used = new Set(elements(hcl).map(({ type }) => provider(type)));
  const rows = Object.entries(stack.props.providers)
    .filter(([name]) => used.has(name))
    .sort(byName)
    .map(([name, { version }]) => markdown`| ${anchor('provider', name)} | ${tableDescription(version)} |`);
  return table('Providers', NAME_AND_VERSION, rows);
}

function modules(module: Module, hcl: EmittedHcl): Markdown {
  const rows = hcl.addresses
    .filter((address) => address.startsWith('module.'))
    .map((address) => address.slice('module.'.length))
    .sort()
    .map(
      (name) => markdown`| ${anchor('module', name)} | ${tableDescription(sourceOf(module, name))} | n/a |`,
    );
  return table('Modules', markdown.raw('| Name | Source | Version |\n|------|--------|---------|'), rows);
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

function resources(hcl: EmittedHcl): Markdown {
  const rows = elements(hcl)
    .map(({ data, type, name }) => ({ data, type, spec: `${type}.${name}` }))
    .sort((a, b) => Number(a.data) - Number(b.data) || compare(a.spec, b.spec))
    .map(({ data, type, spec }) => {
      const owner = provider(type);
      const [kind, title] = data ? ['data-sources', 'data source'] : ['resources', 'resource'];
      const page = `hashicorp/${owner}/latest/docs/${kind}/${type.slice(owner.length + 1)}`;
      // Addresses and types are words, as terraform-docs writes them: without escapes
      return markdown`| [${plainWord(spec)}](${REGISTRY}${plainWord(page)}) | ${title} |`;
    });
  return table('Resources', markdown.raw('| Name | Type |\n|------|------|'), rows);
}

function inputs({ stack }: Module): Markdown {
  const rows = stack.node.children
    .filter((child) => child instanceof ModuleVariable)
    .sort((a, b) => compare(a.variableName, b.variableName))
    .map(({ variableName, props }) => {
      const type =
        typeof props.type === 'string' ? props.type : printExpression(toExpression(props.type), '  ');
      const fallback =
        props.default === undefined ? markdown.raw('n/a') : tableValue(jsonText(props.default));
      const required = props.default === undefined ? 'yes' : 'no';
      return markdown`| ${anchor('input', variableName)} | ${descriptionCell(description(props))} | ${tableValue(type)} | ${fallback} | ${required} |`;
    });
  return table(
    'Inputs',
    markdown.raw(
      '| Name | Description | Type | Default | Required |\n|------|-------------|------|---------|:--------:|',
    ),
    rows,
  );
}

function outputs({ stack }: Module): Markdown {
  const rows = stack.node.children
    .filter((child) => child instanceof ModuleOutput)
    .sort((a, b) => compare(a.outputName, b.outputName))
    .map(
      ({ outputName, props }) =>
        markdown`| ${anchor('output', outputName)} | ${descriptionCell(props.description)} |`,
    );
  return table('Outputs', markdown.raw('| Name | Description |\n|------|-------------|'), rows);
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return compare(a, b);
}

/** By code units, as Go sorts: the order does not depend on the machine's language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
