/** Moves a project to the Terragate that runs: what would change, and the change. */

export type { DeclaredChange } from './declarations';
export type { ModuleChange } from './module-changes';
export type { PackageChange } from './package-change';
export { planUpgrade, type UpgradePlan } from './plan';
export type { UpgradeStep } from './upgrading-page';
export { writeUpgrade } from './write';
