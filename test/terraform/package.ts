import { mkdirSync } from 'node:fs';
import { zipSync } from 'fflate';
import type { Workspace } from '../support/workspace';

/** A package that is never run: enough where only the control plane is asked. */
export function emptyPackage(workspace: Workspace, path = 'lambda.zip', text = '#!/bin/sh\n'): string {
  mkdirSync(workspace.path, { recursive: true });
  const zip = zipSync({ 'run.sh': [new TextEncoder().encode(text), { attrs: 0o755 << 16, os: 3 }] });
  return workspace.write(path, Buffer.from(zip));
}

/** A call of a module, as HCL. */
export function moduleCall(label: string, name: string, lines: readonly string[] = []): string {
  return `module "${label}" {\n  source = "./modules/${name}"\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;
}
