/** The machine below a command: files, processes, locks, ports and colours. */
export {
  alive,
  besideOf,
  ignoredFolder,
  makeFolder,
  sweep,
  sweepFolder,
  temporaryFolder,
  temporaryPath,
  userCache,
  writeFileAtomic,
} from './atomic';
export { cachedFolder } from './cached';
export { withLock } from './exclusive';
export { projectCache, readJson, readText, sha256 } from './files';
export { isIntact, noteSizes, sizeOf } from './intact';
export { endStartedBy, type Marked, markedBy, SELF, STARTED_BY } from './marked-process';
export { type Paint, paint, type Style } from './paint';
export { anyPort, type Probe, probe } from './port';
export { commandOf, end, signal, signalGroup, startOf } from './process';
export {
  abortable,
  diskFull,
  failure,
  isNetworkError,
  lastLines,
  MAKE_ROOM,
  OF_INDEX,
  type ProcessResult,
  type Progress,
  quoted,
  type Run,
  type RunOptions,
  run,
  type Step,
} from './run';
export { atLeast } from './version';
