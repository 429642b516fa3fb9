import type { Body } from '../hcl';

export const HTTP_API_TESTS: Readonly<Record<string, Body>> = {};
