import { type Problem, UserError } from '../errors';
import { json } from '../language';
import { isObject, withProperty } from './json-file';

/** Path of the file that says where APIs are, from the folder of a website: Vite serves it beside the page. */
export const RUNTIME_CONFIG = 'public/runtime-config.json';

const COMMENT = 'Written by Terragate (terragate connect) for development: a deployment writes its own.';
const OUR_COMMENT = /^Written by Terragate \(terragate connect\)/;

/** Where an API is. */
export interface ApiAddress {
  /** Name of the client's class. */
  readonly name: string;
  /** The address that was asked for. @default - none was */
  readonly given: string | undefined;
  /** The addresses on this machine: of the API, and of the sign-in where people sign in. */
  readonly local: { readonly url: string; readonly signIn?: string; readonly isRunning: boolean };
}

/**
 * The text of the file with the address of an API, and with that of the sign-in on this machine; what it has, it keeps.
 * Addresses of this machine are kept up to date in a file of ours.
 *
 * @param now its text as it is. @default - it is not there
 * @throws UserError for a file that is not JSON
 */
export function runtimeConfigText(path: string, now: string | undefined, api: ApiAddress): string {
  const { name, given, local } = api;
  const url = given ?? local.url;
  const signIn = given === undefined && local.signIn !== undefined ? { signIn: local.signIn } : {};
  if (now === undefined) return json({ $comment: COMMENT, apis: { [name]: url }, ...signIn });
  const config = configOf(path, now);
  if (!OUR_COMMENT.test(String(config.$comment))) return now;
  const there = addressIn(config, name);
  const isStale = typeof there !== 'string' || given !== undefined || (local.isRunning && isLocal(there));
  const text = isStale && there !== url ? withProperty(now, ['apis'], name, url) : now;
  return isLocal(isStale ? url : there) ? withSignIn(text, config.signIn, api) : text;
}

function withSignIn(text: string, there: unknown, { given, local }: ApiAddress): string {
  if (given !== undefined || local.signIn === undefined) return text;
  if (typeof there !== 'string') return withProperty(text, [], 'signIn', local.signIn);
  // The name of an app client may stand behind it
  const [address = '', client = ''] = there.split(/(?=\?)/);
  const isStale = local.isRunning && isLocal(address) && address !== local.signIn;
  return isStale ? withProperty(text, [], 'signIn', local.signIn + client) : text;
}

/** Whether a text of the file has an address of an API. */
export function hasAddress(path: string, text: string, name: string): boolean {
  return typeof addressIn(configOf(path, text), name) === 'string';
}

function configOf(path: string, text: string): Readonly<Record<string, unknown>> {
  const problem = (what: string): Problem => ({ where: path, what, fix: 'correct the file, or delete it' });
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch (error) {
    throw new UserError([problem(`the file is not JSON: ${(error as Error).message}`)]);
  }
  if (!isObject(config)) throw new UserError([problem('the file holds no object')]);
  if (config.apis !== undefined && !isObject(config.apis))
    throw new UserError([{ ...problem('"apis" holds no addresses by names of APIs'), got: config.apis }]);
  return config;
}

function addressIn({ apis }: Readonly<Record<string, unknown>>, name: string): unknown {
  return isObject(apis) ? apis[name] : undefined;
}

function isLocal(url: string): boolean {
  return /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)/.test(url);
}
