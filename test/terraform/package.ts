import { mkdirSync, readFileSync } from 'node:fs';
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

/**
 * Puts a package into a bucket of its own, as a pipeline does. The provider makes functions of a local
 * file one after the other, five seconds each, and of a bucket side by side.
 *
 * @param url of an emulated AWS
 * @returns the inputs of a router module that name it
 */
export async function packageInBucket(url: string, zip: string): Promise<readonly string[]> {
  for (const [path, body] of [['packages'], ['packages/lambda.zip', readFileSync(zip)]] as const) {
    const answer = await fetch(`${url}/${path}`, {
      method: 'PUT',
      body: body ? new Uint8Array(body) : null,
    });
    if (!answer.ok) throw new Error(`PUT ${path}: ${answer.status} ${await answer.text()}`);
  }
  return ['lambda_s3_bucket = "packages"', 'lambda_s3_key = "lambda.zip"'];
}
