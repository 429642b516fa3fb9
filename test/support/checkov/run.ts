import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { ensureTool, pythonEnvironment } from '../../../src/python';

/** Something that checkov finds weak. */
export interface Finding {
  /** @example 'CKV_AWS_225' */
  readonly check: string;
  /** @example 'module.shop.aws_sqs_queue.tasks' */
  readonly resource: string;
  /** File of the resource, from the folder that was looked through. */
  readonly file: string;
}

/** What checkov finds. */
export interface Report {
  /** How many checks found nothing. */
  readonly passed: number;
  readonly failed: readonly Finding[];
  /** Files that it can not read. */
  readonly unread: readonly string[];
}

interface Results {
  readonly results: {
    readonly passed_checks: readonly unknown[];
    readonly failed_checks: readonly {
      readonly check_id: string;
      readonly resource: string;
      readonly file_abs_path: string;
    }[];
    readonly parsing_errors: readonly string[];
  };
}

/** Runs checkov over Terraform files, and the local modules that they call. It is installed with the first call on a machine. */
export async function checkov(folder: string, ...options: readonly string[]): Promise<Report> {
  const python = await ensureTool({
    name: 'checkov',
    lock: join(__dirname, 'requirements.lock'),
    pythons: ['3.13', '3.12', '3.11'],
    compile: false,
    progress: (line) => console.log(line),
  });
  const args = [
    '-m',
    'checkov.main',
    '--directory',
    folder,
    '--framework',
    'terraform',
    '--skip-download',
    '--output',
    'json',
  ];
  const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((done) => {
    const settings = { env: pythonEnvironment(), maxBuffer: 2 ** 28 };
    execFile(python, [...args, ...options], settings, (_error, stdout, stderr) => done({ stdout, stderr }));
  });
  if (!/^\s*[[{]/.test(stdout)) throw new Error(`checkov printed no report\n${stdout}${stderr}`);
  const report = JSON.parse(stdout) as Results | { readonly passed: number };
  if (!('results' in report)) throw new Error(`checkov looked at nothing\n${stdout}`);
  const { passed_checks, failed_checks, parsing_errors } = report.results;
  const base = realpathSync(folder);
  return {
    passed: passed_checks.length,
    failed: failed_checks.map((one) => ({
      check: one.check_id,
      resource: one.resource,
      file: relative(base, resolve(one.file_abs_path)),
    })),
    unread: parsing_errors,
  };
}
