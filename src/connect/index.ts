export {
  type Connection,
  type ConnectOptions,
  connectedAuth,
  type FileChange,
  planConnection,
  writeConnection,
} from './connect';
export { patchOf } from './patch';
export { readWebsite, type Website } from './website';
