import type { Body } from '../hcl';

export const REST_API_TESTS: Readonly<Record<string, Body>> = {};
