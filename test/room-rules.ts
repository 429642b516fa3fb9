import { dirname, join } from 'node:path';
import ts from 'typescript';

/** Source files by their path from the project's root. */
export type Sources = ReadonlyMap<string, string>;

/**
 * The rooms that each room may import; `*` is all of them. A folder in a room may be a room of its own, such as
 * `modules/router`: a room that may import `modules` may import all of its rooms, and these name each other one by one.
 */
export const ROOMS: Readonly<Record<string, readonly string[] | '*'>> = {
  'api-kind': [],
  callers: [],
  'framework-name': [],
  'package-choice': [],
  naming: [],
  errors: [],
  framework: [],
  language: [],
  hcl: ['language'],
  system: ['errors'],
  openapi: ['errors'],
  client: ['errors', 'language', 'naming', 'openapi', 'system'],
  connect: ['client', 'errors', 'language', 'openapi', 'system'],
  gateway: ['api-kind', 'openapi'],
  cost: ['api-kind'],
  'module-stack': ['errors', 'framework', 'hcl', 'naming'],
  constructs: ['api-kind', 'errors', 'framework', 'naming'],
  'modules/shared': ['api-kind', 'framework', 'hcl', 'language', 'module-stack'],
  'modules/account': ['hcl', 'language', 'module-stack', 'modules/shared'],
  'modules/function-url': ['hcl', 'language', 'module-stack', 'modules/shared'],
  'modules/http-api': ['hcl', 'language', 'module-stack', 'modules/shared'],
  'modules/lambda-function': ['hcl', 'language', 'module-stack', 'modules/shared'],
  'modules/rest-api': ['hcl', 'language', 'module-stack', 'modules/shared'],
  'modules/website': ['hcl', 'language', 'module-stack', 'modules/shared'],
  'modules/router': [
    ...['api-kind', 'gateway', 'hcl', 'language', 'module-stack', 'openapi'],
    ...['modules/rest-api', 'modules/shared'],
  ],
  modules: [
    ...['modules/account', 'modules/function-url', 'modules/http-api', 'modules/lambda-function'],
    ...['modules/rest-api', 'modules/router', 'modules/shared', 'modules/website'],
  ],
  emit: [
    'api-kind',
    'errors',
    'framework',
    'framework-name',
    'hcl',
    'language',
    'module-stack',
    'modules',
    'naming',
    'system',
  ],
  project: ['api-kind', 'callers', 'errors', 'framework-name', 'package-choice'],
  synth: ['emit', 'errors', 'framework-name', 'modules', 'openapi', 'project'],
  python: ['errors', 'system'],
  bundle: ['errors', 'language', 'package-choice', 'python', 'system'],
  local: ['callers', 'errors', 'language', 'python', 'system'],
  deploy: ['bundle', 'callers', 'errors', 'hcl', 'language', 'local', 'project', 'synth', 'system'],
  develop: ['bundle', 'errors', 'language', 'project', 'python', 'system'],
  generate: [
    ...[
      'api-kind',
      'bundle',
      'errors',
      'framework-name',
      'hcl',
      'language',
      'naming',
      'openapi',
      'package-choice',
      'project',
      'python',
      'synth',
      'system',
    ],
  ],
  pipeline: ['deploy', 'errors', 'hcl', 'language', 'project', 'system'],
  upgrade: ['emit', 'errors', 'generate', 'project', 'synth', 'system'],
  inspect: ['api-kind', 'bundle', 'cost', 'errors', 'gateway', 'language', 'openapi', 'project', 'system'],
  doctor: [...['bundle', 'deploy', 'errors', 'inspect', 'language', 'local', 'project', 'python', 'system']],
  entry: '*',
  cli: '*',
  index: '*',
};

const WRITING_ROOMS = [
  'system',
  'emit',
  'generate',
  'python',
  'bundle',
  'local',
  'deploy',
  'pipeline',
  'upgrade',
];
/** Rooms that do without the file system. */
const ROOMS_WITHOUT_FILES = ['module-stack', 'modules', 'gateway'];
/** The one file of the modules that reads: HCL that lies beside it. */
const HCL_READER = 'src/modules/router/hcl-text.ts';
const MOST_LINES = 500;
const FRAMEWORK = ['cdktf', 'constructs'];
const BINDING = /^@cdktf\/provider-[a-z0-9-]+\/lib\/[a-z0-9-]+$/;
const WRITER =
  /^(?:writeFile|writev?|appendFile|createWriteStream|mkdir|mkdtemp|rm|rmdir|rename|unlink|cp|copyFile|symlink|link|truncate|ftruncate|chmod|lchmod|chown|lchown|utimes|lutimes|promises|default|\*)(?:Sync)?$/;

/** What one import names. */
interface Import {
  readonly from: string;
  /** The names; `*` for all of them. */
  readonly names: readonly string[];
}

/** Every rule that some file breaks: `path: what`. */
export function violations(sources: Sources): readonly string[] {
  const found: string[] = [];
  for (const [path, source] of sources) {
    const say = (what: string) => found.push(`${path}: ${what}`);
    const length = source.split('\n').length - 1;
    if (length > MOST_LINES) say(`${length} lines: ${MOST_LINES} are the most`);
    if (!path.endsWith('.ts')) continue;
    const room = roomOf(path);
    const file = parsed(path, source);
    if (!ROOMS[room]) say(`the room ${room} is not in the table of rooms`);
    if (path.endsWith('/index.ts') && !file.statements.every(isReexport))
      say('an index holds only re-exports');
    for (const one of importsOf(file)) checkImport(one, path, room, say);
  }
  return found;
}

/** Small rooms that nearly all others may import; the picture leaves them out. */
const COMMON_ROOMS = [
  ...['api-kind', 'callers', 'errors', 'framework', 'framework-name', 'language', 'naming'],
  ...['package-choice', 'system'],
];

/**
 * The rooms as a Mermaid diagram: an arrow from a room to each room that it may import, without arrows that follow from
 * others. Rooms that may import all others point at those that nobody else imports.
 */
export function roomPicture(): string {
  const importable = (room: string) => {
    const allowed = ROOMS[room] ?? [];
    return allowed === '*' ? [] : allowed.filter((other) => !COMMON_ROOMS.includes(other));
  };
  const rooms = Object.keys(ROOMS).filter(
    (room) => !COMMON_ROOMS.includes(room) && (room === 'cli' || ROOMS[room] !== '*'),
  );
  const targets = new Map(rooms.map((room) => [room, importable(room)]));
  const imported = new Set([...targets.values()].flat());
  targets.set(
    'cli',
    rooms.filter((room) => room !== 'cli' && !imported.has(room)),
  );
  const arrows = rooms.flatMap((room) => {
    const direct = targets.get(room) ?? [];
    return direct
      .filter((other) => !direct.some((via) => via !== other && reachedFrom(via, targets).has(other)))
      .map((other) => `  ${nodeOf(room)} --> ${nodeOf(other)}`);
  });
  return ['flowchart TD', ...arrows.sort()].join('\n');
}

function nodeOf(room: string): string {
  return `${room.replace(/\W/g, '_')}["${room}"]`;
}

/** Every permission of the table that no import needs: `room: other`. */
export function unusedPermissions(sources: Sources): readonly string[] {
  const used = new Set<string>();
  for (const [path, source] of sources) {
    if (!path.endsWith('.ts')) continue;
    const room = roomOf(path);
    for (const { from } of importsOf(parsed(path, source))) {
      if (!from.startsWith('.')) continue;
      const permission = permissionFor(room, roomOf(join(dirname(path), from)));
      if (permission !== undefined) used.add(`${room}: ${permission}`);
    }
  }
  return Object.entries(ROOMS)
    .flatMap(([room, others]) => (others === '*' ? [] : others.map((other) => `${room}: ${other}`)))
    .filter((permission) => !used.has(permission));
}

/** Groups of files that import each other in a circle, imports of types among them. */
export function circles(sources: Sources): readonly (readonly string[])[] {
  const targets = new Map<string, readonly string[]>();
  for (const [path, source] of sources) {
    if (!path.endsWith('.ts')) continue;
    const imported = importsOf(parsed(path, source))
      .filter(({ from }) => from.startsWith('.'))
      .map(({ from }) => join(dirname(path), from))
      .map((target) => [`${target}.ts`, `${target}/index.ts`].find((file) => sources.has(file)));
    targets.set(
      path,
      imported.filter((file) => file !== undefined),
    );
  }
  const reached = new Map([...targets.keys()].map((path) => [path, reachedFrom(path, targets)]));
  const groups = new Map<string, readonly string[]>();
  for (const [path, others] of reached) {
    const group = [...others].filter((other) => reached.get(other)?.has(path)).sort();
    if (group.length) groups.set(group.join(), group);
  }
  return [...groups.values()];
}

function reachedFrom(path: string, targets: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set<string>();
  const next = [...(targets.get(path) ?? [])];
  for (let one = next.pop(); one !== undefined; one = next.pop()) {
    if (reached.has(one)) continue;
    reached.add(one);
    next.push(...(targets.get(one) ?? []));
  }
  return reached;
}

function parsed(path: string, source: string): ts.SourceFile {
  return ts.createSourceFile(path, source, ts.ScriptTarget.Latest);
}

/** The entry of the table by which a room may import another one; undefined without one. */
function permissionFor(room: string, other: string): string | undefined {
  const allowed = ROOMS[room] ?? [];
  if (allowed === '*') return undefined;
  if (allowed.includes(other)) return other;
  const [above = ''] = other.split('/');
  return above !== room.split('/')[0] && allowed.includes(above) ? above : undefined;
}

function checkImport({ from, names }: Import, path: string, room: string, say: (what: string) => void): void {
  if (from.startsWith('.')) {
    const target = join(dirname(path), from);
    const other = roomOf(target);
    if (ROOMS[room] === '*' || other === room) return;
    if (!target.startsWith('src/')) say(`imports ${from}, which is not of src`);
    else if (permissionFor(room, other) === undefined) say(`imports ${from}: ${room} may not know ${other}`);
    return;
  }
  const [above = ''] = room.split('/');
  if (['hcl', 'language'].includes(room)) say(`imports ${from}: ${room} imports no package`);
  if (['openapi', 'gateway'].includes(room) && (FRAMEWORK.includes(from) || from.startsWith('@cdktf/'))) {
    say(`imports ${from}: ${room} knows nothing of CDKTF`);
  } else if (FRAMEWORK.includes(from) && path !== 'src/framework.ts')
    say(`imports ${from}: only src/framework.ts may`);
  if (from.startsWith('@cdktf/provider-') && !BINDING.test(from))
    say(`imports ${from}: only leaf paths, /lib/<name>`);
  if (!/^(?:node:)?fs(?:\/promises)?$/.test(from)) return;
  if (ROOMS_WITHOUT_FILES.includes(above) && path !== HCL_READER)
    say(`imports ${from}: ${room} reads and writes no files`);
  const writers = names.filter((name) => WRITER.test(name));
  if (!WRITING_ROOMS.includes(above) && writers.length)
    say(`imports ${writers.join(', ')}: ${room} writes no files`);
}

/** The folder below src that a file is in, with the folder in it that is a room of its own; or the name of a file of src. */
function roomOf(path: string): string {
  const [, room = '', inner = ''] = path.split('/');
  const nested = `${room}/${inner.replace(/\.ts$/, '')}`;
  return ROOMS[nested] ? nested : room.replace(/\.ts$/, '');
}

function isReexport(statement: ts.Statement): boolean {
  return ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined;
}

/** All that a file imports: import and export declarations, `import()` and `require()`. */
function importsOf(file: ts.SourceFile): readonly Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      found.push({ from: node.moduleSpecifier.text, names: importedNames(node.importClause) });
    } else if (
      ts.isExportDeclaration(node) &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      found.push({ from: node.moduleSpecifier.text, names: ['*'] });
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      const { literal } = node.argument;
      if (ts.isStringLiteral(literal)) found.push({ from: literal.text, names: [] });
    } else if (ts.isCallExpression(node)) {
      const [argument] = node.arguments;
      const loads =
        node.expression.kind === ts.SyntaxKind.ImportKeyword ||
        (ts.isIdentifier(node.expression) && node.expression.text === 'require');
      if (loads && argument && ts.isStringLiteralLike(argument))
        found.push({ from: argument.text, names: ['*'] });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function importedNames(clause: ts.ImportClause | undefined): readonly string[] {
  if (!clause || clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
  const names: string[] = clause.name ? ['default'] : [];
  const bindings = clause.namedBindings;
  if (bindings && ts.isNamespaceImport(bindings)) names.push('*');
  if (bindings && ts.isNamedImports(bindings)) {
    for (const element of bindings.elements) {
      if (!element.isTypeOnly) names.push((element.propertyName ?? element.name).text);
    }
  }
  return names;
}
