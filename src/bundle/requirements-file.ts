import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { UserError } from '../errors';
import { shell } from '../language';

/** A requirements file, with what it includes. */
export interface RequirementsFile {
  readonly requirements: readonly Requirement[];
  /** Options of pip that stay, such as `--extra-index-url https://...`. */
  readonly options: readonly string[];
  /** Absolute paths of the file, and of those that it includes. */
  readonly files: readonly string[];
  /**
   * Whether pip is to read requirementsText() and not the file, which includes other files or has lines that a
   * package leaves out.
   */
  readonly rewritten: boolean;
}

/** A requirement of a requirements file. */
export interface Requirement {
  /** The requirement as it is declared, such as `fastapi[standard]==0.115.0 ; sys_platform == 'linux'`. */
  readonly declared: string;
  /** Hashes of the requirement, as pip takes them: `--hash=sha256:...`. */
  readonly hashes: readonly string[];
  /** File and line of the requirement, for messages: `requirements.txt:3`. */
  readonly where: string;
}

const PINNED = /^[A-Za-z0-9][\w.-]*\s*(\[[^\]]*\])?\s*\(?\s*===?\s*[^\s,*;()]+\s*\)?\s*(;.*)?$/;
const BY_URL = /^[A-Za-z0-9][\w.-]*\s*(\[[^\]]*\])?\s*@\s*(\S+)/;

/**
 * Reads a requirements file as pip does: continued lines, comments, included files.
 *
 * @throws UserError when it includes a file that is not there
 */
export function readRequirements(path: string, parents: readonly string[] = []): RequirementsFile {
  const { text, plain } = decoded(readFileSync(path));
  const requirements: Requirement[] = [];
  const options: string[] = [];
  const files = [path];
  let rewritten = !plain;
  for (const { line, number } of logicalLines(text)) {
    const included = /^(?:-r\s*|--requirement[=\s]\s*)(.+)$/.exec(line)?.[1];
    if (included !== undefined) {
      const inner = readIncluded(path, number, included.trim(), parents);
      requirements.push(...inner.requirements);
      options.push(...inner.options);
      files.push(...inner.files);
      rewritten = true;
    } else if (/^(-c|--constraint)\b/.test(line)) {
      const constraints = resolve(dirname(path), line.replace(/^(-c|--constraint)[=\s]?\s*/, ''));
      if (existsSync(constraints)) files.push(constraints);
      rewritten = true; // a constraint limits versions, and all requirements that count here are pinned
    } else if (isProjectItself(line, dirname(path))) {
      rewritten = true; // the project's files are packed as they are
    } else if (line.startsWith('-') && !/^(-e|--editable)\b/.test(line)) {
      options.push(line);
    } else {
      const [declared = '', ...hashes] = line.split(/\s+(?=--)/);
      requirements.push({ declared: declared.trim(), hashes, where: `${path}:${number}` });
    }
  }
  return { requirements, options, files, rewritten };
}

/** A requirements file as text: one line for each option and each requirement. */
export function requirementsText({ options, requirements }: RequirementsFile): string {
  const lines = requirements.map(({ declared, hashes }) => [declared, ...hashes].join(' '));
  return [...options, ...lines].map((line) => `${line}\n`).join('');
}

/** Whether hashes are checked when the packages are installed: all requirements have some. */
export function isHashed({ requirements, options }: RequirementsFile): boolean {
  return options.includes('--require-hashes') || (requirements.length > 0 && requirements.every(hasHash));
}

/** Whether a requirements file leaves a version to whoever installs it. */
export function isLoose({ requirements }: RequirementsFile): boolean {
  return requirements.some(({ declared }) => !isForeign(declared) && !isPinned(declared));
}

/** The requirements in a file that an index has, and those that have to be made from their sources. */
export function parted(file: RequirementsFile): {
  readonly indexed: RequirementsFile;
  readonly foreign: Requirement[];
} {
  const foreign = file.requirements.filter(({ declared }) => isForeign(declared));
  if (!foreign.length) return { indexed: file, foreign };
  const requirements = file.requirements.filter((one) => !foreign.includes(one));
  return { indexed: { ...file, requirements, rewritten: true }, foreign };
}

/**
 * Refuses requirements of which not all is known before the installation.
 *
 * @param file requirements that an index has
 * @param source the file that the user knows
 * @throws UserError for versions that are not pinned, and hashes of only some
 */
export function checkRequirements(file: RequirementsFile, source: string): void {
  const problems = [];
  const { requirements } = file;
  const { text: lock } =
    shell`uv pip compile --universal --generate-hashes ${source} -o ${resolve(dirname(source), 'requirements.lock')}`;
  const loose = requirements.filter(({ declared }) => !isPinned(declared));
  if (loose.length) {
    problems.push({
      where: source,
      what: `requirements are not pinned with ==, so that each build could hold other versions: ${listed(loose, source)}`,
      fix: `lock them with all that they need: ${lock} (or pip-compile --generate-hashes)`,
    });
  }
  const bare = requirements.filter((one) => !hasHash(one));
  if (bare.length && bare.length < requirements.length) {
    problems.push({
      where: source,
      what: `some requirements have hashes, and these have none: ${listed(bare, source)}`,
      fix: `write hashes for all: ${lock}`,
    });
  }
  if (problems.length) throw new UserError(problems);
}

function listed(requirements: readonly Requirement[], source: string): string {
  const shown = requirements.slice(0, 5).map(({ declared, where }) => {
    const line = where.startsWith(`${source}:`) ? `line ${where.slice(source.length + 1)}` : basename(where);
    return `${declared} (${line})`;
  });
  const more = requirements.length - shown.length;
  return shown.join(', ') + (more ? ` and ${more} more` : '');
}

function hasHash({ declared, hashes }: Requirement): boolean {
  return hashes.some((hash) => hash.startsWith('--hash')) || /#sha256=/.test(declared);
}

function isPinned(declared: string): boolean {
  return PINNED.test(declared) || BY_URL.test(declared);
}

/** Whether a requirement is a folder, a file or a repository in place of a package of an index. */
function isForeign(declared: string): boolean {
  if (/^(-e|--editable)\b/.test(declared)) return true;
  const url = BY_URL.exec(declared)?.[2] ?? declared.split(/\s/)[0] ?? '';
  return (
    /^(git|hg|svn|bzr)\+|^file:|^\.{0,2}\//.test(url) ||
    /^[^=<>~! ]+[\\/]/.test(url.replace(/^https?:.*/, ''))
  );
}

/** Whether a line is the project (`-e .`, `.`, `file:.`), whose files are in the package anyway. */
function isProjectItself(line: string, folder: string): boolean {
  const path = line
    .replace(/^(-e|--editable)[=\s]\s*/, '')
    .replace(/^file:(\/\/)?/, '')
    .replace(/[#[\s].*$/, '');
  if (path === line && !/^\.{0,2}(\/|$)/.test(path)) return false;
  return path !== '' && resolve(folder, path) === resolve(folder);
}

function readIncluded(
  path: string,
  number: number,
  included: string,
  parents: readonly string[],
): RequirementsFile {
  const inner = resolve(dirname(path), included);
  if (parents.includes(inner)) return { requirements: [], options: [], files: [], rewritten: true };
  if (!existsSync(inner)) {
    throw new UserError([
      {
        where: `${path}:${number}`,
        what: `the included file ${included} does not exist`,
        fix: 'correct the path',
      },
    ]);
  }
  return readRequirements(inner, [...parents, path, inner]);
}

/** PowerShell writes `pip freeze > requirements.txt` in UTF-16. */
function decoded(bytes: Buffer): { text: string; plain: boolean } {
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return { text: bytes.toString('utf16le').slice(1), plain: false };
  const text = bytes.toString('utf8');
  return text.startsWith('\uFEFF') ? { text: text.slice(1), plain: false } : { text, plain: true };
}

function logicalLines(text: string): { line: string; number: number }[] {
  const found: { line: string; number: number }[] = [];
  let line = '';
  let number = 0;
  text.split(/\r?\n/).forEach((part, i) => {
    if (line === '') number = i + 1;
    line += part.replace(/(^|\s)#.*$/, '').trimEnd();
    if (line.endsWith('\\')) {
      line = `${line.slice(0, -1)} `;
      return;
    }
    if (line.trim() !== '') found.push({ line: line.trim(), number });
    line = '';
  });
  return found;
}
