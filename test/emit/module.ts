import { emitHcl, MARKER } from '../../src/emit';
import { type Problem, UserError } from '../../src/errors';
import { ModuleStack } from '../../src/module-stack/module-stack';
import { parse } from '../hcl/parse';

/** An empty module. */
export function newModule(name = 'm'): ModuleStack {
  return new ModuleStack(name, {
    description: 'A module',
    requiredVersion: '>= 1.5.7',
    providers: { aws: { source: 'hashicorp/aws', version: '>= 5.100, < 7.0' } },
  });
}

/** One file of a module without its first line; it has to be HCL. */
export function emitted(stack: ModuleStack, file = 'main.tf'): string {
  const { files } = emitHcl(stack);
  const hcl = files.get(file);
  if (hcl === undefined) throw new Error(`no ${file} among ${[...files.keys()].join(', ')}`);
  parse(hcl);
  const mark = `# ${MARKER}\n\n`;
  if (!hcl.startsWith(mark)) throw new Error(`${file} does not begin with the mark`);
  return hcl.slice(mark.length);
}

/** What a module's `main.tf` says, as data. */
export function data(stack: ModuleStack, file = 'main.tf'): Record<string, unknown> {
  return parse(emitted(stack, file));
}

/** The problems for which a module is not emitted: there has to be one at least, and no other error. */
export function problems(act: ModuleStack | (() => unknown)): readonly Problem[] {
  try {
    if (typeof act === 'function') act();
    else emitHcl(act);
  } catch (error) {
    if (error instanceof UserError) return error.problems;
    throw error;
  }
  throw new Error('it was emitted');
}

/** The one problem for which a module is not emitted, as one line: what, and how to put it right. */
export function problem(act: ModuleStack | (() => unknown)): string {
  const [only, ...more] = problems(act);
  if (only === undefined || more.length)
    throw new Error(`not one problem: ${JSON.stringify([only, ...more])}`);
  return `${only.what}: ${only.fix}`;
}

/** Lines as a file has them. */
export function lines(...all: string[]): string {
  return `${all.join('\n')}\n`;
}
