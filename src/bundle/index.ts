/** Python project -> Lambda package: environment, OpenAPI document, zip; and its local package for this machine. */
export { findPython, type Python } from '../python';
export type { Progress } from '../system';
export { type AppFile, isAppFile, listAppFiles } from './app-files';
export { readEnvFile } from './env-file';
export { type Definitions, findFastApiApps } from './fastapi-apps';
export { FINDING_KINDS, type FindingKind, type LambdaFinding } from './finding-kinds';
export { type AppFindings, type AppReport, lambdaFindings, unlistedRoutes } from './lambda-findings';
export { largestParts, MOST_UNPACKED, megabytes, type Part, unpackedSize } from './limits';
export { ensureLocalPackage, type LocalPackage, type LocalPackageOptions } from './local-package';
export type { Observed, Unlisted } from './observed';
export { type ExportOptions, exportOpenApi } from './openapi';
export { inputOf, OWN_LOCK } from './own-lock';
export { buildPackage, builtParts, type LambdaPackage, type PackageOptions } from './package';
export { type PackagePlace, packagePlaces, placesApart } from './package-places';
export { LOCK_FILES, lockFiles, type PackagesOf, packagesOf } from './requirements';
export {
  ARCHITECTURES,
  type Architecture,
  PYTHON_VERSIONS,
  type PythonVersion,
  targetProblems,
} from './target';
export { ensureVenv, isOwnVenv, type Venv, type VenvOptions } from './venv';
export { type WantedPython, wantedPython } from './wanted-python';
