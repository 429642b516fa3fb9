import { runtimeConfigText } from '../../src/connect/runtime-config-file';

const HERE = 'http://localhost:8401/';
const SIGN_IN = 'http://localhost:8401/_terragate/cognito/';

/** The addresses that a file has after a run. @param now its text. @default - there is none */
function apisAfter(now: string | undefined, given: string | undefined, isRunning = true): unknown {
  const local = { url: HERE, isRunning };
  return JSON.parse(runtimeConfigText('runtime-config.json', now, { name: 'MyApi', given, local })).apis;
}

const ours = (url: string) =>
  runtimeConfigText('', undefined, { name: 'MyApi', given: url, local: { url: '', isRunning: false } });

/** The address of the sign-in that a file has after a run for people who sign in. */
function signInAfter(now: string | undefined, given?: string, isRunning = true): unknown {
  const local = { url: HERE, signIn: SIGN_IN, isRunning };
  return JSON.parse(runtimeConfigText('', now, { name: 'MyApi', given, local })).signIn;
}

describe('the address of the sign-in in the settings of a website', () => {
  const withSignIn = (signIn: string, url = HERE) => JSON.stringify({ ...JSON.parse(ours(url)), signIn });

  it('is that of this machine, in a new file and in one of an earlier version', () => {
    expect(signInAfter(undefined)).toBe(SIGN_IN);
    expect(signInAfter(ours('http://localhost:8400/'))).toBe(SIGN_IN);
  });

  it('follows the port that the running project has, with the app client that it names', () => {
    const before = SIGN_IN.replace('8401', '8400');
    expect(signInAfter(withSignIn(before))).toBe(SIGN_IN);
    expect(signInAfter(withSignIn(`${before}?client=web`))).toBe(`${SIGN_IN}?client=web`);
    expect(signInAfter(withSignIn(before), undefined, false)).toBe(before);
  });

  it('is not there for an API elsewhere, and stays as it is in a file without our comment', () => {
    expect(signInAfter(undefined, 'https://example.com')).toBeUndefined();
    expect(signInAfter(ours('https://example.com/prod'))).toBeUndefined();
    expect(signInAfter(ours(HERE).replace('Written by', 'By'))).toBeUndefined();
    expect(signInAfter(withSignIn('https://example.com/sign-in'))).toBe('https://example.com/sign-in');
  });
});

describe('the address of an API in the settings of a website', () => {
  it('is that of this machine where no other is given', () => {
    expect(apisAfter(undefined, undefined, false)).toEqual({ MyApi: HERE });
    expect(apisAfter(undefined, '/api')).toEqual({ MyApi: '/api' });
  });

  it('follows the port that the running project has', () => {
    for (const before of ['http://localhost:8400/', 'http://127.0.0.1:8400', 'http://[::1]:8400/'])
      expect(apisAfter(ours(before), undefined)).toEqual({ MyApi: HERE });
  });

  it('stays where the project does not run: nobody knows its port', () => {
    expect(apisAfter(ours('http://localhost:8409/'), undefined, false)).toEqual({
      MyApi: 'http://localhost:8409/',
    });
  });

  it('stays where it leads to another machine, unless another one is given', () => {
    for (const elsewhere of ['https://example.com/prod', 'https://localhost.example.com/', '/api']) {
      expect(apisAfter(ours(elsewhere), undefined)).toEqual({ MyApi: elsewhere });
      expect(apisAfter(ours(elsewhere), 'http://localhost:1')).toEqual({ MyApi: 'http://localhost:1' });
    }
  });

  it('is added beside others', () => {
    const other = ours(HERE).replace('MyApi', 'Orders');
    expect(apisAfter(other, undefined)).toEqual({ MyApi: HERE, Orders: HERE });
    expect(apisAfter(other.replace(/,\s*"apis": \{[^}]*\}/, ''), undefined)).toEqual({ MyApi: HERE });
  });

  it('stays as it is in a file without our comment', () => {
    const own = ours('http://localhost:8400/').replace('Written by', 'By');
    expect(apisAfter(own, '/api')).toEqual({ MyApi: 'http://localhost:8400/' });
  });
});
