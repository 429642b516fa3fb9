import { join, relative } from 'node:path';
import { deployedApp } from '../examples/cdktf/main';
import { UserError } from '../src/errors';
import { forTerminal } from '../src/language';
import { checkSynth, synth } from '../src/synth';

/** The app that cdktf.json names: writes the modules, and gives the CLI the example stack that uses them. */
const ROOT = join(__dirname, '..');

const PROJECT = {
  openapi: join(ROOT, 'examples/fastapi-app/openapi.json'),
  modulesDir: join(ROOT, 'modules'),
  command: 'npm run synth',
  core: 'all',
  apis: [
    { name: 'my-api', kind: 'rest' },
    { name: 'my-http-api', kind: 'http' },
  ],
} as const;

function main(args: readonly string[]): void {
  const unknown = args.filter((arg) => arg !== '--check');
  if (unknown.length) {
    console.error(`unknown argument: ${unknown.join(' ')}\nusage: npm run synth [-- --check]`);
    process.exitCode = 2;
    return;
  }
  const check = args.includes('--check');
  const { modules, files, changes, warnings, notes } = (check ? checkSynth : synth)(PROJECT);
  for (const warning of warnings) console.error(forTerminal(`warning: ${warning}`));
  for (const note of notes) console.error(forTerminal(`not checked by API Gateway: ${note}`));
  const where = relative(process.cwd(), PROJECT.modulesDir) || '.';
  const verb = check ? 'up to date' : changes.length ? `${changes.length} written` : 'unchanged';
  console.log(`${where}: ${modules.length} modules, ${files} files, ${verb}`);
  if (!check) deployedApp().synth();
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UserError) || process.env.TERRAGATE_DEBUG === '1') throw error;
  console.error(forTerminal(error.message));
  process.exitCode = 1;
}
