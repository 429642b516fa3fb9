import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ensureVenv } from '../src/bundle';

/** What came of one suite. */
interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** One program that checks something. */
interface Suite {
  readonly name: string;
  readonly run: () => Promise<Outcome>;
}

const ROOT = join(__dirname, '..');
const RESULTS = mkdtempSync(join(tmpdir(), 'terragate-results-'));
const APP = join(ROOT, 'examples/fastapi-app');
const SHOP = join(ROOT, 'examples/shop');
const TODO = join(ROOT, 'examples/todo');
const CHAT = join(ROOT, 'examples/streaming-chat/api');
const ENVIRONMENTS = join(ROOT, 'examples/environments');

/** Runs a program and keeps what it prints: it is shown when the program fails, so that suites do not mix. */
function run(
  command: string,
  args: readonly string[],
  cwd = ROOT,
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (data) => {
      output += data;
    });
    child.stderr.on('data', (data) => {
      output += data;
    });
    child.on('error', (error) => resolve({ code: 1, output: `${command}: ${error.message}` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** A program that says by its exit code whether all is well: one check. */
function check(name: string, script: string, ...args: string[]): Suite {
  return {
    name,
    run: async () => {
      const { code, output } = await run(process.execPath, [script, ...args]);
      if (code !== 0) console.log(output);
      return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
    },
  };
}

function jest(project: string, workers: number): Suite {
  return {
    name: `jest ${project}`,
    run: async () => {
      const file = join(RESULTS, `${project}.json`);
      const options = [
        '--selectProjects',
        project,
        `--maxWorkers=${workers}`,
        '--json',
        `--outputFile=${file}`,
      ];
      const { code, output } = await run(process.execPath, ['node_modules/jest/bin/jest.js', ...options]);
      const notes = output.split('\n').filter((line) => line.startsWith('skipped: '));
      for (const note of new Set(notes)) console.log(note);
      if (!existsSync(file)) {
        console.log(output);
        return { passed: 0, failed: 1, skipped: 0 };
      }
      const result = JSON.parse(readFileSync(file, 'utf8'));
      const broken = result.numRuntimeErrorTestSuites ?? 0;
      if (code !== 0) console.log(failures(result));
      return {
        passed: result.numPassedTests,
        failed: result.numFailedTests + broken + (code !== 0 && result.numFailedTests + broken === 0 ? 1 : 0),
        skipped: result.numPendingTests + result.numTodoTests,
      };
    },
  };
}

/** Only what failed, with its message. */
function failures(result: {
  testResults: { name: string; message: string; status: string; assertionResults: { status: string }[] }[];
}): string {
  return result.testResults
    .filter(({ status }) => status === 'failed')
    .map(({ name, message }) => `${name}\n${message}`)
    .join('\n');
}

const OF_PACKAGES = ['asgi', 'events'].map((name) => join(__dirname, `bundle/test_terragate_${name}.py`));

/** Tests in Python, in the environment of an app. */
function pytest(name: string, app: string, ...more: string[]): Suite {
  return {
    name,
    run: async () => {
      const { python } = await ensureVenv(app, { lockFile: join(app, 'requirements-dev.lock') });
      const file = join(RESULTS, `${basename(app)}.xml`);
      const args = ['-m', 'pytest', '-q', `--junitxml=${file}`, 'tests', ...more];
      const { code, output } = await run(python, args, app);
      if (code !== 0) console.log(output);
      const counts = existsSync(file) ? readFileSync(file, 'utf8') : '';
      const count = (name: string) => Number(new RegExp(`${name}="(\\d+)"`).exec(counts)?.[1] ?? 0);
      const failed = count('failures') + count('errors');
      const skipped = count('skipped');
      return { passed: count('tests') - failed - skipped, failed: failed || (code === 0 ? 0 : 1), skipped };
    },
  };
}

/** Runs suites with at most `lanes` at a time, in their order. */
async function pool(suites: readonly Suite[], lanes: number): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const waiting = [...suites];
  const lane = async () => {
    for (let suite = waiting.shift(); suite; suite = waiting.shift()) {
      const start = Date.now();
      const outcome = await suite.run();
      outcomes.push(outcome);
      const seconds = ((Date.now() - start) / 1000).toFixed(1);
      const skipped = outcome.skipped ? `, ${outcome.skipped} skipped` : '';
      console.log(`${suite.name} (${seconds} s): ${outcome.passed} ok, ${outcome.failed} not ok${skipped}`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return outcomes;
}

async function main(): Promise<void> {
  // Terraform and its providers read schemas of 14 MB of JSON for each command: with fewer collections a sixth faster
  process.env.GOGC ??= '400';
  try {
    // Real programs wait for each other now and then: with one worker more than there are cores, none of these is idle
    // Projects that tests make keep the package: it is built once, before them
    const packed = await pool([check('package', 'scripts/build.cjs', '--package', 'dist/package')], 1);
    const outcomes = (
      await Promise.all([
        packed,
        pool([jest('tools', 3)], 1),
        pool(
          [
            check('types', 'node_modules/typescript/bin/tsc', '--noEmit'),
            check('lint and format', 'node_modules/@biomejs/biome/bin/biome', 'check', '.'),
            check('modules are up to date', 'node_modules/tsx/dist/cli.mjs', 'scripts/synth.ts', '--check'),
            pytest(
              'pytest of the example app, and of the guard of operations and of events',
              APP,
              ...OF_PACKAGES,
            ),
            pytest('pytest of the example shop', SHOP),
            pytest('pytest of the example todo', TODO),
            pytest('pytest of the example chat', CHAT),
            pytest('pytest of the example environments', ENVIRONMENTS),
            jest('unit', 1),
          ],
          1,
        ),
      ])
    ).flat();
    const sum = (key: keyof Outcome) => outcomes.reduce((total, outcome) => total + outcome[key], 0);
    const skipped = sum('skipped');
    console.log(`${sum('passed')} passed, ${sum('failed')} failed${skipped ? `, ${skipped} skipped` : ''}`);
    if (sum('failed')) process.exitCode = 1;
  } finally {
    rmSync(RESULTS, { recursive: true, force: true });
  }
}

void main();
