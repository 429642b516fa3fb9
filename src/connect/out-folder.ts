import { existsSync, readdirSync } from 'node:fs';
import { isAbsolute, join, posix, relative, resolve, sep } from 'node:path';
import { type Problem, UserError } from '../errors';
import { readText } from '../system';
import { MAIN } from './main-file';
import type { Auth } from './packages';
import { COMMON_PROVIDERS, OURS, providerOf, TAKEN_NAMES } from './website-files';

/** The folder of what is written. @throws UserError for one that Vite does not compile with the website */
export function outOf(website: string, given: string): string {
  const out = resolve(website, given);
  const path = relative(join(website, 'src'), out);
  if (path !== '' && !isAbsolute(path) && path.split(sep)[0] !== '..') return out;
  throw new UserError([
    {
      where: '--out',
      what: 'the folder is none in the sources of the website',
      got: given,
      fix: 'give one below src, from the folder of the website: src/api',
    },
  ]);
}

/** What is wrong with the name of an API whose files are to be in a folder. */
export function nameProblems(out: string, name: string): readonly Problem[] {
  const provider = providerOf(name);
  if (TAKEN_NAMES.includes(name)) {
    const what = `what is written has the name ${name} for something else`;
    return [{ where: '--name', what, got: name, fix: 'give another name: --name shop' }];
  }
  const [other] = providersIn(out).filter((one) => one !== provider);
  if (other === undefined) return [];
  return [
    {
      where: out,
      what: `the folder has another API of the website: ${other}.tsx`,
      got: name,
      fix: 'give this one a folder of its own (--out src/shop-api), or delete that one',
    },
  ];
}

/** The components that give a page its API, in a folder. */
function providersIn(out: string): readonly string[] {
  if (!existsSync(out)) return [];
  return readdirSync(out)
    .filter((file) => file.endsWith('Provider.tsx') && OURS.pattern.test(readText(join(out, file)) ?? ''))
    .map((file) => file.replace(/\.tsx$/, ''))
    .filter((provider) => !COMMON_PROVIDERS.includes(provider));
}

/** What the file that renders a website imports a file of `out` from. */
export function importOf(website: string, out: string, file: string): string {
  const path = relative(join(website, posix.dirname(MAIN)), out)
    .split(sep)
    .join('/');
  return `./${path}/${file}`;
}

/** Who may call the API by the files that are there. @returns undefined where there is none */
export function connectedAuth(website: string, out: string): Auth | undefined {
  const has = (name: string) => OURS.pattern.test(readText(join(website, out, name)) ?? '');
  if (!has('useConnection.ts')) return undefined;
  if (has('credentials.ts')) return 'IAM';
  return has('SignIn.tsx') ? 'Cognito' : 'None';
}
