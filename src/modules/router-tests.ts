import type { Body } from '../hcl';
import type { RouterProps } from './router';

export function routerTests(_props: RouterProps): Readonly<Record<string, Body>> {
  return {};
}
