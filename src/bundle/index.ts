/** Python project -> Lambda package: environment, OpenAPI document, zip; and its local package for this machine. */
export { findPython, type Python } from '../python';
export type { Progress } from '../system';
export { type AppFile, isAppFile, listAppFiles } from './app-files';
export { type Definitions, findFastApiApps } from './fastapi-apps';
export { megabytes } from './limits';
export { ensureLocalPackage, type LocalPackage, type LocalPackageOptions } from './local-package';
export { type ExportOptions, exportOpenApi, type Unlisted } from './openapi';
export { buildPackage, type LambdaPackage, type PackageOptions } from './package';
export { LOCK_FILES, lockFiles, type PackagesOf, packagesOf } from './requirements';
export {
  ARCHITECTURES,
  type Architecture,
  PYTHON_VERSIONS,
  type PythonVersion,
  targetProblems,
} from './target';
export { ensureVenv, type Venv, type VenvOptions } from './venv';
export { type WantedPython, wantedPython } from './wanted-python';
