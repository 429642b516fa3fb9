/**
 * A part of a project's modules that Terraform does not need: the tests of each module, a TypeScript class beside each,
 * the READMEs of the modules that only the API's own module calls, and the module of the account-wide role by which REST
 * APIs write logs.
 */
export type ModulePart = 'tests' | 'classes' | 'readmes' | 'api-gateway-account';

/** All parts, in the order in which messages name them. */
export const MODULE_PARTS: readonly ModulePart[] = ['tests', 'classes', 'readmes', 'api-gateway-account'];
