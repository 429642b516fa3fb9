import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setCallers } from '../../src/local/callers';
import { userToken } from '../../src/local/issue';
import type { LocalAws } from '../../src/local/server';
import type { ControlPlane } from './control-plane';
import { CHALLENGE, COGNITO, VERIFIER, Visitor, type Words } from './visitor';

const PAGE = 'http://localhost:5173/';
const SIGNED_OUT = 'http://localhost:5173/bye';
const ORIGIN = 'http://localhost:5173';
const PASSWORD = 'A-very-long-passw0rd';
const ALICE = 'alice@example.com';
const NAME = '<i>staff</i> & "co"';

const claimsOf = (token = ''): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

/** The tests of the page at which people sign in, and of what a website asks behind it. */
export function testManagedLogin(place: () => { aws: LocalAws; control: ControlPlane }): void {
  let aws: LocalAws;
  let pool: string;
  let client: string;
  let identityPool: string;
  let visitor: Visitor;
  let asked: Words;

  const call = async (action: string, body: object) =>
    (await place().control.cognito(`AWSCognitoIdentityProviderService.${action}`, body, 'us-east-1')).body;

  async function addClient(ClientName: string, more: object = {}) {
    const made = await call('CreateUserPoolClient', {
      UserPoolId: pool,
      ClientName,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthScopes: ['openid', 'email', 'profile'],
      SupportedIdentityProviders: ['COGNITO'],
      CallbackURLs: [PAGE],
      LogoutURLs: [SIGNED_OUT],
      ...more,
    });
    return made.UserPoolClient as { ClientId: string; ClientSecret?: string };
  }

  async function addUser(name: string, password: { Permanent: boolean }) {
    const user = { UserPoolId: pool, Username: name };
    const UserAttributes = [
      { Name: 'email_verified', Value: 'true' },
      { Name: 'given_name', Value: 'Alice' },
      { Name: 'phone_number', Value: '+4912345' },
    ];
    await call('AdminCreateUser', { ...user, UserAttributes });
    await call('AdminSetUserPassword', { ...user, Password: PASSWORD, ...password });
  }

  beforeAll(async () => {
    ({ aws } = place());
    const made = await call('CreateUserPool', { PoolName: NAME, UsernameAttributes: ['email'] });
    pool = made.UserPool.Id;
    client = (await addClient('website')).ClientId;
    await call('CreateUserPoolDomain', { UserPoolId: pool, Domain: 'staff' });
    await addUser(ALICE, { Permanent: true });
    const identities = await place().control.cognito('AWSCognitoIdentityService.CreateIdentityPool', {
      IdentityPoolName: 'website',
      AllowUnauthenticatedIdentities: false,
      CognitoIdentityProviders: [
        { ProviderName: `cognito-idp.us-east-1.amazonaws.com/${pool}`, ClientId: client },
      ],
    });
    identityPool = identities.body.IdentityPoolId;
    const pkce = { code_challenge: CHALLENGE, code_challenge_method: 'S256' };
    const whose = { response_type: 'code', client_id: client, redirect_uri: PAGE };
    asked = { ...whose, scope: 'openid email', state: 'a&b', nonce: 'n', ...pkce };
  });

  beforeEach(() => {
    visitor = new Visitor(aws, pool);
  });

  /** Signs in, and asks for tokens with the code. */
  async function tokensOf(query: Words, form: Words = {}, name = ALICE) {
    const code = await visitor.signIn(query, name, PASSWORD);
    const { client_id = '', redirect_uri = '' } = query;
    const grant = { grant_type: 'authorization_code', client_id, redirect_uri, code };
    return visitor.tokens({ ...grant, code_verifier: VERIFIER, ...form });
  }

  it('are sent to the form and back with a code, for which the website gets their tokens', async () => {
    const { status, to } = await visitor.visit('/oauth2/authorize', asked);
    expect([status, to?.pathname]).toEqual([302, `${COGNITO}${pool}/login`]);
    expect(Object.fromEntries(to?.searchParams ?? [])).toEqual(asked);
    const back = (await visitor.visit('/login', asked, { username: ALICE, password: PASSWORD })).to;
    expect(`${back?.origin}${back?.pathname}`).toBe(PAGE);
    expect(back?.searchParams.get('state')).toBe('a&b');

    const form = { grant_type: 'authorization_code', client_id: client, redirect_uri: PAGE };
    const code = back?.searchParams.get('code') ?? '';
    const { body } = await visitor.tokens({ ...form, code, code_verifier: VERIFIER });

    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
    const id = claimsOf(body.id_token);
    expect(id).toMatchObject({
      iss: `https://cognito-idp.us-east-1.amazonaws.com/${pool}`,
      aud: client,
      token_use: 'id',
      nonce: 'n',
      email: ALICE,
      email_verified: true,
    });
    expect(id).not.toHaveProperty('given_name');
    expect(claimsOf(body.access_token)).toMatchObject({
      token_use: 'access',
      client_id: client,
      scope: 'openid email',
      sub: id.sub,
    });
    const { keys } = JSON.parse((await visitor.visit('/.well-known/jwks.json')).text) as {
      keys: JsonWebKey[];
    };
    for (const token of [body.id_token, body.access_token]) {
      const [head, claims, signature = ''] = token?.split('.') ?? [];
      const key = createPublicKey({ key: keys[0] ?? {}, format: 'jwk' });
      const signed = Buffer.from(`${head}.${claims}`);
      expect(verify('sha256', signed, key, Buffer.from(signature, 'base64url'))).toBe(true);
    }

    const refresh = { grant_type: 'refresh_token', client_id: client };
    const renewed = await visitor.tokens({ ...refresh, refresh_token: body.refresh_token ?? '' });
    expect(renewed.body).not.toHaveProperty('refresh_token');
    expect(claimsOf(renewed.body.id_token)).toMatchObject({ sub: id.sub, auth_time: id.auth_time });
  });

  it('are told of where the document of OpenID Connect says', async () => {
    const document = JSON.parse((await visitor.visit('/.well-known/openid-configuration')).text);
    const address = `${aws.url}${COGNITO}${pool}`;
    expect(document).toMatchObject({
      issuer: `https://cognito-idp.us-east-1.amazonaws.com/${pool}`,
      authorization_endpoint: `${address}/oauth2/authorize`,
      token_endpoint: `${address}/oauth2/token`,
      userinfo_endpoint: `${address}/oauth2/userInfo`,
      end_session_endpoint: `${address}/logout`,
      jwks_uri: `${address}/.well-known/jwks.json`,
    });
  });

  it('see a page that loads nothing, whatever pool and user are called', async () => {
    const hostile = '"><script>alert(1)</script>';
    const { headers, text } = await visitor.visit(
      '/login',
      { ...asked, state: hostile },
      { username: hostile, password: 'x' },
    );
    expect(text).toContain('Incorrect username or password.');
    expect(text).toContain('&lt;i&gt;staff&lt;/i&gt; &amp; &#34;co&#34;');
    expect(text).not.toMatch(/<script|<i>|<img|<link|\bsrc=|\bhref=|http:/);
    expect(text.match(/<label for="(\w+)">/g)).toHaveLength(2);
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self' http:\/\/localhost:5173; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it.each([
    ['another path', { redirect_uri: `${PAGE}other` }, 'redirect_mismatch'],
    ['no slash at its end', { redirect_uri: ORIGIN }, 'redirect_mismatch'],
    ['another name of this machine', { redirect_uri: 'http://127.0.0.1:5173/' }, 'redirect_mismatch'],
    ['no address', { redirect_uri: '' }, 'redirect_mismatch'],
    ['another app client', { client_id: 'nobody' }, 'no app client with the client_id nobody'],
  ])('are sent nowhere by a request with %s', async (_, more, why) => {
    for (const path of ['/oauth2/authorize', '/login']) {
      const { status, to, text } = await visitor.visit(path, { ...asked, ...more });
      expect([status, to, text]).toEqual([400, undefined, expect.stringContaining(why)]);
    }
  });

  it.each([
    ['no response_type', { response_type: '' }, 'invalid_request'],
    ['a response_type that there is not', { response_type: 'id_token' }, 'invalid_request'],
    ['the implicit flow, which the client may not use', { response_type: 'token' }, 'unauthorized_client'],
    ['a challenge without its method', { code_challenge_method: '' }, 'invalid_request'],
    ['a method without a challenge', { code_challenge: '' }, 'invalid_request'],
    ['a challenge that is no hash', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a challenge of another length', { code_challenge: 'short' }, 'invalid_request'],
    ['a scope that the client may not ask for', { scope: 'openid phone' }, 'invalid_scope'],
    ['a scope of OpenID Connect without openid', { scope: 'email' }, 'invalid_scope'],
    ['no form where nobody is signed in', { prompt: 'none' }, 'login_required'],
  ])('are sent back with an error by a request with %s', async (_, more, error) => {
    const query = Object.entries({ ...asked, ...more }).filter(([, value]) => value !== '');
    const { to } = await visitor.visit('/oauth2/authorize', Object.fromEntries(query));
    expect(to?.href).toBe(`${PAGE}?error=${error}&state=a%26b`);
  });

  it('are refused with the password of nobody, and while the user may not sign in', async () => {
    const attempt = async (username: string, password: string) =>
      /role="alert"[^>]*>([^<]+)</.exec(
        (await visitor.visit('/login', asked, { username, password })).text,
      )?.[1];
    await addUser('bob@example.com', { Permanent: true });
    expect(await attempt('bob@example.com', 'wrong')).toBe('Incorrect username or password.');
    expect(await attempt('nobody@example.com', PASSWORD)).toBe('Incorrect username or password.');
    expect(await attempt('bob@example.com', '')).toBe('Incorrect username or password.');
    await call('AdminDisableUser', { UserPoolId: pool, Username: 'bob@example.com' });
    expect(await attempt('bob@example.com', PASSWORD)).toBe('User is disabled.');
  });

  it('choose a password of their own, where somebody else has given them one', async () => {
    await addUser('carol@example.com', { Permanent: false });
    const given = { username: 'carol@example.com', password: PASSWORD };
    const ticketIn = (text: string) => /name="ticket" value="([^"]+)"/.exec(text)?.[1] ?? '';
    const form = await visitor.visit('/login', asked, given);
    expect(form.text).toContain('Choose a password');
    const weak = await visitor.visit('/login', asked, { ticket: ticketIn(form.text), new_password: 'weak' });
    expect(weak.text).toContain('Password did not conform with policy.');
    const ticket = ticketIn(weak.text);
    const chosen = await visitor.visit('/login', asked, { ticket, new_password: `${PASSWORD}-2` });
    expect(chosen.to?.searchParams.get('code')).toEqual(expect.any(String));
    const again = await visitor.visit('/login', asked, { ticket, new_password: `${PASSWORD}-3` });
    expect(again.text).toContain('session is expired');
    await expect(visitor.signIn(asked, 'carol@example.com', `${PASSWORD}-2`)).resolves.toBeTruthy();
  });

  it('are signed in for other requests of this browser, until they sign out', async () => {
    await visitor.signIn(asked, ALICE, PASSWORD);
    const silent = () => visitor.visit('/oauth2/authorize', { ...asked, prompt: 'none' });
    expect((await silent()).to?.searchParams.get('code')).toEqual(expect.any(String));
    const login = await visitor.visit('/oauth2/authorize', { ...asked, prompt: 'login' });
    expect(login.to?.pathname).toBe(`${COGNITO}${pool}/login`);

    const kept = visitor.session;
    const out = await visitor.visit('/logout', { client_id: client, logout_uri: SIGNED_OUT });
    expect([out.status, out.to?.href]).toEqual([302, SIGNED_OUT]);
    expect((await silent()).to?.searchParams.get('error')).toBe('login_required');
    const query = { ...asked, prompt: 'none' };
    const again = await visitor.visit('/oauth2/authorize', query, undefined, kept);
    expect(again.to?.searchParams.get('error')).toBe('login_required');
  });

  it('sign out to the form again, where the request names no sign-out address', async () => {
    const { to } = await visitor.visit('/logout', asked);
    expect([to?.pathname, to?.searchParams.get('redirect_uri')]).toEqual([`${COGNITO}${pool}/login`, PAGE]);
  });

  it('are sent nowhere by a sign-out with another address, and stay signed in', async () => {
    await visitor.signIn(asked, ALICE, PASSWORD);
    for (const query of [
      { client_id: client, logout_uri: PAGE },
      { client_id: client, logout_uri: 'https://example.com/' },
      { client_id: 'nobody', logout_uri: SIGNED_OUT },
      { client_id: client },
    ])
      expect([(await visitor.visit('/logout', query as Words)).status]).toEqual([400]);
    const { to } = await visitor.visit('/oauth2/authorize', { ...asked, prompt: 'none' });
    expect(to?.searchParams.get('code')).toEqual(expect.any(String));
  });

  it.each([
    ['another verifier', { code_verifier: 'x'.repeat(43) }, 'invalid_grant'],
    ['no verifier', { code_verifier: '' }, 'invalid_request'],
    ['another code', { code: 'guess' }, 'invalid_grant'],
    ['no code', { code: '' }, 'invalid_request'],
    ['another redirect_uri', { redirect_uri: SIGNED_OUT }, 'unauthorized_client'],
    ['another app client', { client_id: 'nobody' }, 'invalid_client'],
    ['no app client', { client_id: '' }, 'invalid_request'],
    ['no kind of grant', { grant_type: '' }, 'invalid_request'],
    ['another kind of grant', { grant_type: 'password' }, 'unsupported_grant_type'],
  ])('are refused their tokens for a request with %s', async (_, more, error) => {
    expect(await tokensOf(asked, more)).toEqual({ status: 400, body: { error } });
  });

  it('get tokens for a code once, and none where somebody else has tried it', async () => {
    const form = { grant_type: 'authorization_code', redirect_uri: PAGE, code_verifier: VERIFIER };
    const code = await visitor.signIn(asked, ALICE, PASSWORD);
    expect((await visitor.tokens({ ...form, client_id: client, code })).status).toBe(200);
    const used = { status: 400, body: { error: 'invalid_grant' } };
    expect(await visitor.tokens({ ...form, client_id: client, code })).toEqual(used);
    const other = (await addClient('other', { CallbackURLs: ['http://localhost:5174/'] })).ClientId;
    const tried = await visitor.signIn(asked, ALICE, PASSWORD);
    expect(await visitor.tokens({ ...form, client_id: other, code: tried })).toEqual(used);
    expect(await visitor.tokens({ ...form, client_id: client, code: tried })).toEqual(used);
  });

  it('are refused new tokens once they have signed out everywhere, and by another app client', async () => {
    const { body } = await tokensOf(asked);
    const form = { grant_type: 'refresh_token', refresh_token: body.refresh_token ?? '' };
    const refused = { status: 400, body: { error: 'invalid_grant' } };
    const other = (await addClient('third', { CallbackURLs: ['http://localhost:5175/'] })).ClientId;
    expect(await visitor.tokens({ ...form, client_id: other })).toEqual(refused);
    expect((await visitor.tokens({ ...form, client_id: client })).status).toBe(200);
    const { username } = claimsOf(body.access_token) as { username: string };
    await call('AdminUserGlobalSignOut', { UserPoolId: pool, Username: username });
    expect(await visitor.tokens({ ...form, client_id: client })).toEqual(refused);
  });

  it('get tokens for as long as the app client says, with no id token where openid is not granted', async () => {
    const { ClientId: client_id } = await addClient('short', {
      CallbackURLs: [SIGNED_OUT],
      AllowedOAuthScopes: ['openid', 'aws.cognito.signin.user.admin'],
      AccessTokenValidity: 5,
      TokenValidityUnits: { AccessToken: 'minutes' },
    });
    const query = { ...asked, client_id, redirect_uri: SIGNED_OUT, scope: 'aws.cognito.signin.user.admin' };
    const { body } = await tokensOf(query);
    const { exp, iat } = claimsOf(body.access_token) as Record<string, number>;
    expect([body.expires_in, (exp ?? 0) - (iat ?? 0), body.id_token]).toEqual([300, 300, undefined]);
    const user = await call('GetUser', { AccessToken: body.access_token });
    expect(user.UserAttributes).toContainEqual({ Name: 'email', Value: ALICE });
  });

  it('are served with a secret alone, where the app client has one', async () => {
    const made = await addClient('server', { GenerateSecret: true, CallbackURLs: [SIGNED_OUT] });
    const query = { ...asked, client_id: made.ClientId, redirect_uri: SIGNED_OUT };
    const refused = { status: 400, body: { error: 'invalid_client' } };
    expect(await tokensOf(query)).toEqual(refused);
    expect(await tokensOf(query, { client_secret: 'guess' })).toEqual(refused);
    const client_secret = made.ClientSecret ?? '';
    expect((await tokensOf(query, { client_secret })).status).toBe(200);
    const code = await visitor.signIn(query, ALICE, PASSWORD);
    const grant = { grant_type: 'authorization_code', redirect_uri: SIGNED_OUT, code };
    const authorization = `Basic ${btoa(`${made.ClientId}:${client_secret}`)}`;
    const basic = await visitor.tokens({ ...grant, code_verifier: VERIFIER }, { authorization });
    expect(basic.status).toBe(200);
  });

  it('are not served by an app client without OAuth, or without users of the pool', async () => {
    const off = await addClient('off', { AllowedOAuthFlowsUserPoolClient: false });
    const { to } = await visitor.visit('/oauth2/authorize', { ...asked, client_id: off.ClientId });
    expect(to?.searchParams.get('error')).toBe('unauthorized_client');
    const others = await addClient('others', { SupportedIdentityProviders: ['Google'] });
    const { status, text } = await visitor.visit('/login', { ...asked, client_id: others.ClientId });
    expect([status, text]).toEqual([400, expect.stringContaining('supported_identity_providers')]);
    for (const { ClientId } of [off, others])
      await call('DeleteUserPoolClient', { UserPoolId: pool, ClientId });
  });

  it('are told of by an access token with openid, within its scopes', async () => {
    const infoOf = (authorization?: string) =>
      visitor.visit('/oauth2/userInfo', {}, undefined, authorization ? { authorization } : {});
    const told = async (scope: string) => {
      const { body } = await tokensOf({ ...asked, scope });
      return JSON.parse((await infoOf(`Bearer ${body.access_token}`)).text) as Words;
    };
    expect(await told('openid email')).toMatchObject({ email: ALICE, email_verified: 'true' });
    expect(await told('openid email')).not.toHaveProperty('given_name');
    expect(await told('openid profile')).toMatchObject({ given_name: 'Alice' });
    expect(await told('openid profile')).not.toHaveProperty('phone_number');
    expect(await told('openid')).toMatchObject({
      given_name: 'Alice',
      email: ALICE,
      phone_number: '+4912345',
    });

    const nothing = await infoOf();
    expect([nothing.status, nothing.headers.get('www-authenticate')]).toEqual([
      400,
      expect.stringContaining('error="invalid_request"'),
    ]);
    const { body } = await tokensOf(asked);
    const noOpenid = (await userToken(aws, { name: ALICE, pool, use: 'access' })).token;
    for (const token of [body.id_token, `${body.access_token}x`, noOpenid, 'x']) {
      const refused = await infoOf(`Bearer ${token}`);
      expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
        401,
        expect.stringContaining('error="invalid_token"'),
      ]);
    }
  });

  it('have their answers read by pages of app clients alone, and send the form of this page alone', async () => {
    const document = (origin: string) =>
      visitor.visit('/.well-known/openid-configuration', {}, undefined, { origin });
    expect((await document(ORIGIN)).headers.get('access-control-allow-origin')).toBe(ORIGIN);
    const foreign = await document('https://example.com');
    expect([foreign.status, foreign.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    const sent = { username: ALICE, password: PASSWORD };
    for (const origin of ['https://example.com', 'null', ORIGIN])
      expect((await visitor.visit('/login', asked, sent, { origin })).status).toBe(403);
    const own = await visitor.visit('/login', asked, sent, { origin: aws.url });
    expect([own.status, own.headers.get('access-control-allow-origin')]).toEqual([302, null]);
    const silent = await visitor.visit('/oauth2/authorize', asked, undefined, { origin: ORIGIN });
    expect([silent.status, silent.headers.get('access-control-allow-origin')]).toEqual([302, null]);
  });

  it('are found by a website, by its own address', async () => {
    const settings = async (redirect_uri: string, origin?: string) => {
      const url = `${aws.url}${COGNITO}?${new URLSearchParams({ redirect_uri })}`;
      const answer = await fetch(url, { headers: { ...aws.headers, ...(origin && { origin }) } });
      return [answer.status, await answer.json()];
    };
    expect(await settings(PAGE, ORIGIN)).toEqual([
      200,
      {
        region: 'us-east-1',
        userPoolId: pool,
        userPoolClientId: client,
        identityPoolId: identityPool,
        endpoint: `${aws.url}${COGNITO.slice(0, -1)}`,
      },
    ]);
    expect((await settings(PAGE, 'https://example.com'))[0]).toBe(403);
    const elsewhere = 'http://localhost:9999/';
    expect(await settings(elsewhere, 'http://localhost:9999')).toEqual([
      404,
      {
        message: expect.stringMatching(/No app client .* http:\/\/localhost:9999\/: add it to callback_urls/),
      },
    ]);
    const twin = await addClient('twin');
    const message = expect.stringMatching(/Several app clients .*: twin, website\..*\?client=NAME/);
    expect(await settings(PAGE)).toEqual([404, { message }]);
    await call('DeleteUserPoolClient', { UserPoolId: pool, ClientId: twin.ClientId });
    await setCallers(aws, 'open');
    expect(await settings(PAGE)).toEqual([200, {}]);
    await setCallers(aws, 'checked');
  });

  it('get an identity by their token, without a key', async () => {
    const { body } = await tokensOf(asked);
    const ask = async (target: string, more: object, origin = ORIGIN) => {
      const answer = await fetch(aws.url + COGNITO, {
        method: 'POST',
        headers: { ...aws.headers, origin, 'x-amz-target': `AWSCognitoIdentityService.${target}` },
        body: JSON.stringify(more),
      });
      return [answer.status, await answer.json()] as const;
    };
    const Logins = { [`cognito-idp.us-east-1.amazonaws.com/${pool}`]: body.id_token };
    const request = { IdentityPoolId: identityPool, Logins };
    expect(await ask('GetId', request)).toEqual([200, { IdentityId: expect.stringMatching(/^us-east-1:/) }]);
    expect((await ask('GetId', request, 'https://example.com'))[0]).toBe(403);
    expect((await ask('GetId', { IdentityPoolId: identityPool }))[1]).toMatchObject({
      __type: 'NotAuthorizedException',
    });
    for (const target of ['ListIdentities', 'DeleteIdentityPool'])
      expect((await ask(target, request))[1]).toEqual({ __type: 'UnknownOperationException' });
    expect((await ask('GetId', []))[1]).toEqual({ __type: 'SerializationException' });
  });

  it('find no page where the pool has no domain', async () => {
    const made = (await call('CreateUserPool', { PoolName: 'no page' })).UserPool.Id;
    const { status, text } = await new Visitor(aws, made).visit('/oauth2/authorize', asked);
    expect([status, text]).toEqual([404, expect.stringContaining('has no domain')]);
    expect((await new Visitor(aws, 'us-east-1_nothing').visit('/login', asked)).status).toBe(404);
  });

  it('leave neither password nor token in a file', async () => {
    const { body } = await tokensOf(asked);
    await visitor.visit('/login', asked, { username: ALICE, password: `${PASSWORD}-wrong` });
    const files = readdirSync(aws.dataDir, { recursive: true, withFileTypes: true });
    const texts = files
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    expect(texts.join('')).toContain(`${COGNITO}${pool}/login`);
    for (const secret of [PASSWORD, body.id_token ?? '', body.refresh_token ?? ''])
      expect(texts.some((text) => text.includes(secret))).toBe(false);
  });
}
