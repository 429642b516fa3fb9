/** What synth writes with the Terraform of the modules that serve an API, where it is asked for. */
export const MODULE_PARTS = ['tests', 'classes', 'readmes', 'api-gateway-account'] as const;

/**
 * A part of a project's modules that Terraform does not need: the tests of each module, a TypeScript class beside each,
 * the READMEs of the modules that only the API's own module calls, and the module of the account-wide role by which REST
 * APIs write logs.
 */
export type ModulePart = (typeof MODULE_PARTS)[number];
