import type { ClientOptions } from '../client';
import type { Problem } from '../errors';

export type Auth = NonNullable<ClientOptions['auth']>;

/** Packages that the files of a connection import, in versions that they are tested with. */
const ALWAYS = { '@tanstack/react-query': '^5.108.4' };
const SIGN_IN = { 'oidc-client-ts': '^3.5.0', 'react-oidc-context': '^3.3.1' };
const PACKAGES: Readonly<Record<Auth, Readonly<Record<string, string>>>> = {
  None: ALWAYS,
  Cognito: { ...ALWAYS, ...SIGN_IN },
  IAM: { '@aws-sdk/credential-provider-cognito-identity': '^3.972.84', ...ALWAYS, ...SIGN_IN },
};

/** The packages that a website needs, with the ranges of their versions. */
export function packagesFor(auth: Auth): Readonly<Record<string, string>> {
  return PACKAGES[auth];
}

/** Packages that a website has to have by itself. The files work with React 18 and newer. */
const REACT = { name: 'react', major: 18 };

/** What is wrong with the packages that a website names, for who may call. @param named ranges by name */
export function packageProblems(
  where: string,
  named: Readonly<Record<string, string>>,
  auth: Auth,
): readonly Problem[] {
  const react = majorOf(named[REACT.name]);
  const old: Problem[] =
    react !== undefined && react < REACT.major
      ? [
          {
            where,
            what: `${REACT.name} is too old`,
            got: named[REACT.name],
            fix: `take React ${REACT.major} or newer: https://react.dev/blog/2022/03/08/react-18-upgrade-guide`,
          },
        ]
      : [];
  const others = Object.entries(packagesFor(auth)).flatMap(([name, range]): Problem[] => {
    const major = majorOf(named[name]);
    const wanted = majorOf(range);
    if (major === undefined || major === wanted) return [];
    return [
      {
        where,
        what: `the client is for version ${wanted} of ${name}`,
        got: named[name],
        allowed: [range],
        fix: `move the website to version ${wanted} of ${name}`,
      },
    ];
  });
  return [...old, ...others];
}

/** The major version that a range is about; undefined where it is about several, or says none. */
function majorOf(range: string | undefined): number | undefined {
  const [, major] = /^[\^~=v]?\s*(\d+)(?:\.[\dx*]+)*(?:[-+].*)?$/.exec(range ?? '') ?? [];
  return major === undefined ? undefined : Number(major);
}
