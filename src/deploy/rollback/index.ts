/** The way back to an earlier version of a deployment. */
export {
  listVersions,
  type RollbackOptions,
  type RolledBack,
  rollback,
  type VersionList,
} from './rollback';
export { endedRollbacks } from './rollback-check';
export { shortHash } from './versions';
