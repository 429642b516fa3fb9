/// <reference types="vite/client" />
import { createContext, useContext } from 'react';
import { SIGN_IN_SETTINGS } from './sign-in-settings';

/** What is known where the website is deployed, and not where it is built: the file runtime-config.json beside the page. */
export interface RuntimeConfig {
  /** Address of MyApi: `apis.MyApi` of the file. */
  readonly url: string;
  /** Settings of the sign-in. @default - nobody signs in */
  readonly signIn: SignInSettings | undefined;
}

/** What signing in needs, by the names that the file has for it. */
export type SignInSettings = { readonly [name in (typeof SIGN_IN_SETTINGS)[number]]: string } & {
  /** Address of Cognito on this machine. @default - that of AWS */
  readonly endpoint: string | undefined;
};

/** Where people come back to from signing in: the page of the website, one of the callback addresses of its app client. */
export const REDIRECT_URI = new URL(import.meta.env.BASE_URL, window.location.origin).href;

const FILE = `${import.meta.env.BASE_URL}runtime-config.json`;
const RUN = 'Run terragate up; where it has another port, terragate connect writes that into the file.';
const WAY_OUT = 'In development it is public/runtime-config.json; a deployment writes one of its own.';

let loading: Promise<RuntimeConfig> | undefined;

/** Loads the file, once for the page. What is wrong with it stands in the console. */
export function loadRuntimeConfig(): Promise<RuntimeConfig> {
  loading ??= load().catch((error: unknown) => {
    console.error(error);
    throw error;
  });
  return loading;
}

/** The settings, below a RuntimeConfigProvider. */
export function useRuntimeConfig(): RuntimeConfig {
  const config = useContext(RuntimeConfigContext);
  if (!config) throw new Error('useRuntimeConfig is called outside of a RuntimeConfigProvider');
  return config;
}

export const RuntimeConfigContext = createContext<RuntimeConfig | undefined>(undefined);

async function load(): Promise<RuntimeConfig> {
  const response = await fetch(FILE, { cache: 'no-cache' }).catch((error: unknown) => {
    throw new Error(`${FILE} cannot be loaded: ${String(error)}`);
  });
  if (!response.ok)
    throw new Error(`${FILE} is not there: the server answers ${response.status}. ${WAY_OUT}`);
  const file = parsed(await response.text());
  const address = SIGN_IN_SETTINGS.length > 0 ? textIn(file, 'signIn') : undefined;
  return configOf(file, address === undefined ? file : await settingsHere(address));
}

/** The settings of the sign-in on this machine: none where it lets everybody in, or does not run. */
async function settingsHere(address: string): Promise<unknown> {
  const url = new URL(address, window.location.href);
  url.searchParams.set('redirect_uri', REDIRECT_URI);
  const response = await fetch(url).catch((error: unknown) => {
    console.warn(`Nobody can sign in: ${url.href} cannot be loaded (${String(error)}). ${RUN}`);
  });
  if (!response) return {};
  const told = (await response.json().catch(() => undefined)) as unknown;
  if (!response.ok) throw new Error(textIn(told, 'message') ?? `${url.href} answers ${response.status}`);
  const missing = SIGN_IN_SETTINGS.filter((name) => textIn(told, name) === undefined);
  if (textIn(told, 'userPoolId') !== undefined && missing.length > 0)
    throw new Error(
      `No aws_cognito_identity_pool has the app client of this website: there is no ${missing.join(', ')}`,
    );
  return told;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Servers of single pages answer with the page where a file is missing
    throw new Error(
      text.trimStart().startsWith('<')
        ? `${FILE} is not there: the server answers with a page. ${WAY_OUT}`
        : `${FILE} is not JSON: ${String(error)}`,
    );
  }
}

function configOf(file: unknown, settings: unknown): RuntimeConfig {
  const url = textIn(memberOf(file, 'apis'), 'MyApi');
  const texts = SIGN_IN_SETTINGS.map((name) => [name, textIn(settings, name)] as const);
  const isSignInGiven = texts.some(([, text]) => text !== undefined);
  const signsIn = texts.length > 0 && (isSignInGiven || url === undefined || !isOnThisMachine(url));
  const missing = signsIn ? texts.filter(([, text]) => text === undefined).map(([name]) => name) : [];
  const all = [...(url === undefined ? ['apis.MyApi'] : []), ...missing];
  if (url === undefined || all.length > 0)
    throw new Error(`${FILE} has no text for ${all.join(', ')}. ${WAY_OUT}`);
  const endpoint = textIn(settings, 'endpoint');
  return {
    url,
    signIn: signsIn ? ({ ...Object.fromEntries(texts), endpoint } as SignInSettings) : undefined,
  };
}

/** Whether an API runs on the machine of who looks at the page: `terragate up` lets everybody call it. */
function isOnThisMachine(url: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url, window.location.href).hostname);
}

function textIn(value: unknown, name: string): string | undefined {
  const member = memberOf(value, name);
  return typeof member === 'string' && member !== '' ? member : undefined;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
