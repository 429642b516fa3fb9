import { API_KINDS, type ApiKind } from '../api-kind';
import { nearest, type Problem } from '../errors';

/** A module to write for an app: its name, and the kind of API that serves the app. */
export interface Router {
  /** Name of the module and of its folder. @example 'my-api' */
  readonly name: string;
  /** The kind of API that serves the app. */
  readonly kind: ApiKind;
}

/** The modules that are the same for every app: no module of an app can take their names. */
export const CORE_MODULES = [
  'rest-api',
  'http-api',
  'api-gateway-account',
  'lambda-function',
  'function-url',
  'website',
] as const;

/**
 * The problems of the modules of an app, all at once; none when they are `Router[]`.
 *
 * @param hasUrl whether a function URL can lead to the app in the place of an API
 */
export function routerProblems(given: unknown, where: string, hasUrl: boolean): Problem[] {
  if (!Array.isArray(given) || (given.length === 0 && !hasUrl)) {
    const fix = 'give a list such as [{"name": "my-api", "kind": "rest"}]';
    return [{ where, what: 'the value is not a list of modules', got: given, fix }];
  }
  return given.flatMap((one: unknown, i) => {
    const at = `${where}[${i}]`;
    if (typeof one !== 'object' || one === null || Array.isArray(one)) {
      const fix = 'give an object such as {"name": "my-api", "kind": "rest"}';
      return [{ where: at, what: 'the value is not a module', got: one, fix }];
    }
    const { name, kind, ...more } = one as Record<string, unknown>;
    const problems: Problem[] = Object.keys(more).map((key) =>
      unknownKey(`${at}.${key}`, key, ['name', 'kind']),
    );
    if (typeof name !== 'string' || !/^[a-z][a-z0-9-]{0,39}$/.test(name)) {
      problems.push({
        where: `${at}.name`,
        what: 'the value is not a name for a module',
        got: name,
        fix: 'begin with a lower-case letter; then at most 39 lower-case letters, digits and -',
      });
    }
    const first = given.findIndex((other: unknown) => (other as { name?: unknown } | null)?.name === name);
    if (typeof name === 'string' && (CORE_MODULES.some((core) => core === name) || first !== i)) {
      problems.push({
        where: `${at}.name`,
        what: `the name ${name} is taken`,
        got: name,
        fix: 'give another name',
      });
    }
    if (!API_KINDS.some((known) => known === kind)) {
      problems.push({
        where: `${at}.kind`,
        what: `${JSON.stringify(kind) ?? 'nothing'} is not a kind of API`,
        got: kind,
        allowed: API_KINDS,
        fix: 'give "rest" for a REST API, "http" for an HTTP API',
      });
    }
    return problems;
  });
}

/** The problem of a key that an object of the settings can't have, with what was meant. */
export function unknownKey(where: string, key: string, known: readonly string[]): Problem {
  const near = nearest(key, known);
  return {
    where,
    what: `there is no setting "${key}"${near ? ` (did you mean "${near}"?)` : ''}`,
    allowed: known,
    fix: 'correct its name, or remove it',
  };
}
