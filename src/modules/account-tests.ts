import type { Body } from '../hcl';

export const ACCOUNT_TESTS: Readonly<Record<string, Body>> = {};
