import { attribute, block } from '../hcl';
import type { Readme } from './module';
import type { RouterProps } from './router';

export function routerReadme({ name }: RouterProps): Readme {
  return {
    about: '',
    usage: [block('module', [name.replaceAll('-', '_')], [attribute('source', `./modules/${name}`)])],
    diagram: [],
  };
}
