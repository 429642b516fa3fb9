import { createHash } from 'node:crypto';
import type { CDPSession, Page } from 'playwright-core';

/** The local AWS, and who signs in. */
export interface Place {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Gives an id token of who signs in. */
  readonly idToken: () => Promise<string>;
}

/** Where the pool's page is; AWS makes the name of the domain that the pool has. */
const DOMAIN = 'https://react-app.auth.us-east-1.amazoncognito.com';
/** The addresses that a page knows of Cognito. */
const PATTERNS = ['https://cognito-idp.*', 'https://cognito-identity.*', `${DOMAIN}/*`];
const CODE = 'code-of-the-sign-in';

type Answer = { readonly type: string; readonly body: string; readonly status?: number };
type Asked = {
  readonly url: string;
  readonly postData?: string;
  readonly headers: Readonly<Record<string, string>>;
};

/**
 * Answers a page in place of Cognito: its APIs by those of the local AWS, and by a page at which people sign in, which the
 * local AWS does not have. All other requests, preflights among them, go their way.
 */
export async function answerAsCognito(page: Page, place: Place): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const pool = new SignInPage(place);
  session.on('Fetch.requestPaused', ({ requestId, request }) => {
    const answer = request.method === 'OPTIONS' ? { type: 'text/plain', body: '' } : pool.answer(request);
    void Promise.resolve(answer).then(
      (one) => fulfill(session, requestId, one),
      () => session.send('Fetch.failRequest', { requestId, errorReason: 'Failed' }),
    );
  });
  await session.send('Fetch.enable', { patterns: PATTERNS.map((urlPattern) => ({ urlPattern })) });
}

async function fulfill(session: CDPSession, requestId: string, { type, body, status = 200 }: Answer) {
  const headers = {
    'content-type': type,
    'access-control-allow-origin': '*',
    'access-control-allow-headers': '*',
  };
  await session.send('Fetch.fulfillRequest', {
    requestId,
    responseCode: status,
    responseHeaders: Object.entries(headers).map(([name, value]) => ({ name, value })),
    body: Buffer.from(body).toString('base64'),
  });
}

class SignInPage {
  /** What the page of the pool was asked with: who has the code has to know what this is the hash of. */
  private challenge = '';

  constructor(private readonly place: Place) {}

  answer(asked: Asked): Answer | Promise<Answer> {
    const { pathname, searchParams } = new URL(asked.url);
    if (!asked.url.startsWith(DOMAIN)) return this.passOn(asked);
    if (pathname === '/oauth2/authorize') return this.form(searchParams);
    if (pathname === '/oauth2/token') return this.token(new URLSearchParams(asked.postData));
    return { type: 'text/html', body: '<h1>Signed out</h1>' };
  }

  private form(query: URLSearchParams): Answer {
    this.challenge = query.get('code_challenge') ?? '';
    const back = new URL(query.get('redirect_uri') ?? '');
    back.searchParams.set('code', CODE);
    back.searchParams.set('state', query.get('state') ?? '');
    return { type: 'text/html', body: `<a href="${back.href.replaceAll('&', '&amp;')}">Sign in</a>` };
  }

  private async token(form: URLSearchParams): Promise<Answer> {
    const hash = createHash('sha256').update(form.get('code_verifier') ?? '');
    if (form.get('code') !== CODE || hash.digest('base64url') !== this.challenge)
      return { type: 'application/json', body: '{"error":"invalid_grant"}', status: 400 };
    const id_token = await this.place.idToken();
    const token = { id_token, access_token: 'not-used', token_type: 'Bearer', expires_in: 3600 };
    return { type: 'application/json', body: JSON.stringify(token) };
  }

  private async passOn({ url, postData, headers }: Asked): Promise<Answer> {
    const own = Object.entries(headers).filter(([name]) => /^(?:content-type|x-amz-target)$/i.test(name));
    const answer = await fetch(this.place.url + new URL(url).pathname, {
      method: postData === undefined ? 'GET' : 'POST',
      headers: { ...Object.fromEntries(own), ...this.place.headers },
      ...(postData === undefined ? {} : { body: postData }),
    });
    const type = answer.headers.get('content-type') ?? '';
    const body = await answer.text();
    if (!url.endsWith('/.well-known/openid-configuration')) return { type, body, status: answer.status };
    const page = {
      authorization_endpoint: `${DOMAIN}/oauth2/authorize`,
      token_endpoint: `${DOMAIN}/oauth2/token`,
      end_session_endpoint: `${DOMAIN}/logout`,
    };
    return { type, body: JSON.stringify({ ...JSON.parse(body), ...page }), status: answer.status };
  }
}
