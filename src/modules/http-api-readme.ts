import { attribute, block } from '../hcl';
import type { Readme } from './module';

export const HTTP_API_README: Readme = {
  about: '',
  usage: [
    block('module', ['api'], [attribute('source', './modules/http-api'), attribute('api_name', 'orders')]),
  ],
  diagram: [],
};
