export {
  ensureTool as ensureVenv,
  pythonEnvironment,
  type ToolSpec as VenvSpec,
  userCache as cacheFolder,
} from '../python';
