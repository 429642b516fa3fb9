import { raw } from '../../hcl';
import { distributionInputs } from '../shared/distribution';
import { TAGS } from '../shared/gateway-inputs';
import { eachMatches, eachNameMatches, type Inputs, matches, matchesOrNull } from '../shared/rules';

/** The headers for safety that AWS keeps: HSTS, nosniff, SAMEORIGIN, a referrer policy. */
const SECURITY_HEADERS = '67f7725c-6f97-4210-82d7-5512b31e9d03';

/** The inputs of the `website` module. */
export const WEBSITE_INPUTS: Inputs = {
  name: {
    description:
      'Text that the name of the bucket begins with. A suffix follows, since a name is known everywhere.',
    type: 'string',
    nullable: false,
    validation: [
      matches(
        'name',
        '^[a-z0-9][a-z0-9-]{0,35}$',
        'a name has at most 36 lower-case letters, digits and -, and begins with a letter or digit.',
      ),
    ],
  },
  api_urls: {
    description:
      'Addresses of the APIs that the pages call, by the names that runtime-config.json has for them, such as MyApi.',
    type: raw('map(string)'),
    default: {},
    nullable: false,
    validation: [
      eachMatches(
        'api_urls',
        '^https?://',
        'an address begins with https://, since this website serves files and no API.',
      ),
      eachNameMatches(
        'api_urls',
        '^[A-Za-z_$][A-Za-z0-9_$]*$',
        'give the name of the class of the client, such as MyApi.',
      ),
    ],
  },
  user_pool_id: {
    description: 'Id of the user pool that people sign in to.',
    nullMeans: 'nobody signs in',
    type: 'string',
    default: null,
    validation: [
      matchesOrNull(
        'user_pool_id',
        '^[a-z0-9-]+_[A-Za-z0-9]+$',
        'give the id of a user pool, such as eu-central-1_a1B2c3D4e.',
      ),
    ],
  },
  user_pool_client_id: {
    description: 'Id of the app client of the user pool that the website is.',
    nullMeans: 'nobody signs in',
    type: 'string',
    default: null,
    validation: [matchesOrNull('user_pool_client_id', '^[A-Za-z0-9_+]+$', 'give the id of an app client.')],
  },
  identity_pool_id: {
    description:
      'Id of the identity pool that gives signed-in people the credentials by which pages sign calls.',
    nullMeans: 'calls are not signed',
    type: 'string',
    default: null,
    validation: [
      matchesOrNull(
        'identity_pool_id',
        '^[a-z0-9-]+:[0-9a-f-]+$',
        'give the id of an identity pool, <region>:<id>.',
      ),
    ],
  },
  cached_path_pattern: {
    description:
      'Paths of files that never change under their name, which CloudFront keeps: those that Vite names by their content. It asks the bucket for all others.',
    type: 'string',
    default: '/assets/*',
    nullable: false,
    validation: [
      matches('cached_path_pattern', '^/.{1,254}$', 'give a path with / at its start, such as /assets/*.'),
    ],
  },
  response_headers_policy_id: {
    description:
      'Id of the response headers policy of all answers. The default is SecurityHeadersPolicy, of AWS.',
    type: 'string',
    default: SECURITY_HEADERS,
    nullable: false,
    validation: [
      matches(
        'response_headers_policy_id',
        '^[0-9a-f-]{36}$',
        'give the id of a policy, as aws cloudfront list-response-headers-policies has it.',
      ),
    ],
  },
  ...distributionInputs('website'),
  force_destroy: {
    description:
      'Whether the files of the website go with its bucket. Without it, a bucket with files is not destroyed.',
    type: 'bool',
    default: false,
    nullable: false,
  },
  ...TAGS,
};
