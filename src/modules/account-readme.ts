import { attribute, block } from '../hcl';
import type { Readme } from './module';

export const ACCOUNT_README: Readme = {
  about: '',
  usage: [block('module', ['api_gateway_account'], [attribute('source', './modules/api-gateway-account')])],
  diagram: [],
};
