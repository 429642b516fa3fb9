/** Programs of Python: an interpreter, environments with locked packages, and where they are kept. */
export {
  alive,
  ignoredFolder,
  sweep,
  temporaryFolder,
  temporaryPath,
  userCache,
  writeWhole,
} from '../atomic';
export { exclusively } from './exclusive';
export { projectCache, readJson, readText, sha256 } from './files';
export { askVersion, type FindPythonOptions, findPython, fits, type Python } from './find';
export { createVenv, type InstallOptions, installInto } from './install';
export { hasWholePackages, isIntact, noteSizes } from './intact';
export { type Needed, type NeedPythonOptions, needPython, pythonAndUv } from './need';
export { INSTALL_ENV, interpreter, type LockedPackages, PIP_QUIET } from './pip';
export { endStartedBy, type Marked, markedBy, SELF, STARTED_BY, startOf } from './processes';
export {
  diskFull,
  endedBy,
  type Finished,
  failure,
  lastLines,
  MAKE_ROOM,
  type Progress,
  quoted,
  type Run,
  type RunOptions,
  run,
  type Step,
  unreachable,
} from './run';
export { signalGroup } from './signal';
export { ensureTool, pythonEnvironment, type ToolSpec } from './tool';
export { findUv, hasUv } from './uv';
export { atLeast } from './version';
