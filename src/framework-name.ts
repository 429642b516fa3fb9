/**
 * The frameworks that a TypeScript stack is written with: CDKTF, which its makers have archived, and CDK Terrain
 * (`cdktn`), which its community goes on with.
 */
export const FRAMEWORKS = ['cdktf', 'cdktn'] as const;

/** A framework for TypeScript stacks. @see https://cdktn.io */
export type Framework = (typeof FRAMEWORKS)[number];

/** Entry point of this package whose classes are constructs of a framework. */
export const ENTRY_POINTS: Readonly<Record<Framework, string>> = {
  cdktf: 'terragate',
  cdktn: 'terragate/cdktn',
};

/** The framework that this library is built for. In the copy for CDK Terrain the build writes the other name. */
export const OWN_FRAMEWORK: Framework = 'cdktf';
