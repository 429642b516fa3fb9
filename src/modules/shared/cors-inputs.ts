import { call, raw } from '../../hcl';
import { between, eachMatches, type Inputs, message } from './rules';

/** An origin as a browser sends it: no path, no wildcard, lower case. */
const ORIGIN = '^(\\*|[a-z][a-z0-9+.-]*://[a-z0-9._:\\[\\]-]+)$';
const METHODS = ['*', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The request headers that signing (SigV4) and JSON bodies need. */
export const CORS_HEADERS = [
  'authorization',
  'content-type',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
];

/** CORS, in the same words for REST and HTTP APIs. */
export const CORS_INPUTS: Inputs = {
  cors_allow_origins: {
    description:
      "Origins whose pages may call the API, such as https://app.example.com, or * for any. Empty: no CORS, and OPTIONS requests are the app's.",
    type: 'list(string)',
    default: ['*'],
    nullable: false,
    validation: [
      eachMatches(
        'cors_allow_origins',
        ORIGIN,
        'give scheme://host or scheme://host:port in lower case, without a path, or * for any.',
      ),
      {
        condition: raw('!contains(var.cors_allow_origins, "*") || length(var.cors_allow_origins) == 1'),
        message: message(
          'cors_allow_origins is ',
          call('jsonencode', raw('var.cors_allow_origins')),
          ': * stands for every origin, so give it alone or leave it out.',
        ),
      },
    ],
  },
  cors_allow_methods: {
    description: 'HTTP methods that a page may use, or * for all.',
    type: 'list(string)',
    default: ['*'],
    nullable: false,
    validation: [
      eachMatches(
        'cors_allow_methods',
        `^(${METHODS.map((m) => (m === '*' ? '\\*' : m)).join('|')})$`,
        `give any of ${METHODS.join(', ')}.`,
      ),
    ],
  },
  cors_allow_headers: {
    description:
      'Request headers that a page may send, or * for all (with credentials, browsers take * as a name).',
    type: 'list(string)',
    default: CORS_HEADERS,
    nullable: false,
    validation: [
      eachMatches(
        'cors_allow_headers',
        '^(\\*|[A-Za-z0-9_-]+)$',
        'a header name has letters, digits, - and _.',
      ),
    ],
  },
  cors_allow_credentials: {
    description:
      'Whether a page may send cookies and HTTP authentication. Needs origins by name: browsers refuse it with *.',
    type: 'bool',
    default: false,
    nullable: false,
  },
  cors_expose_headers: {
    description: 'Response headers that a page may read beyond the few that are always readable.',
    type: 'list(string)',
    default: [],
    nullable: false,
    validation: [
      eachMatches(
        'cors_expose_headers',
        '^(\\*|[A-Za-z0-9_-]+)$',
        'a header name has letters, digits, - and _.',
      ),
    ],
  },
  cors_max_age: {
    description: 'Seconds for which a browser may keep the answer to a preflight request.',
    type: 'number',
    default: 86400,
    nullable: false,
    validation: [between('cors_max_age', 0, 86400, 'seconds')],
  },
};
