import { attribute, block, raw } from '../hcl';
import type { Readme } from './module';

export const REST_API_README: Readme = {
  about: '',
  usage: [
    block(
      'module',
      ['api'],
      [
        attribute('source', './modules/rest-api'),
        attribute('api_name', 'orders'),
        attribute('body', raw('jsondecode(file("openapi.json"))')),
      ],
    ),
  ],
  diagram: [],
};
