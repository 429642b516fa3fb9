import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs that some suites need. */
export type ToolName =
  | 'terraform'
  | 'terraform-1.5.7'
  | 'tofu'
  | 'tflint'
  | 'terraform-docs'
  | 'python3'
  | 'python3.13'
  | 'uv'
  | 'chromium'
  | 'lambda-adapter';

export interface Tool {
  readonly available: boolean;
  /** Where it is; empty when it is not available. */
  readonly path: string;
  /** Why it is not available, in one line; empty when it is. */
  readonly reason: string;
}

/**
 * Looks for a program on PATH (the adapter also in LAMBDA_ADAPTER).
 *
 * @throws Error when it is missing and CI is set: there, a suite that does not run is a failure
 */
export function requireTool(name: ToolName): Tool {
  const named = name === 'lambda-adapter' ? process.env.LAMBDA_ADAPTER : undefined;
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const path = [...(named ? [named] : []), ...folders.map((folder) => join(folder, name))].find(isProgram);
  if (path) return { available: true, path, reason: '' };
  const reason = `${name} is not on PATH`;
  if (process.env.CI) throw new Error(`${reason}; with CI set no suite is skipped`);
  return { available: false, path: '', reason };
}

/** `describe` for a suite that needs programs: skipped, with one line that says why, where one is missing. */
export function describeWithTools(title: string, names: readonly ToolName[], suite: () => void): void {
  describeUnless(title, names.map((name) => requireTool(name).reason).filter(Boolean), suite);
}

/** `describe` for a suite that cannot run everywhere: skipped, with one line that says why, where there are reasons. */
export function describeUnless(title: string, reasons: readonly string[], suite: () => void): void {
  if (reasons.length) {
    process.stderr.write(`skipped: ${title}: ${reasons.join(', ')}\n`);
    describe.skip(title, suite);
  } else describe(title, suite);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
