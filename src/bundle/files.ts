export { projectCache as cacheFolder, readJson, sha256, temporaryFolder, writeWhole } from '../python/files';
