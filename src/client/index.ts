export {
  CLIENT_AUTH,
  type ClientOptions,
  clientFiles,
  clientName,
  IMPORT_EXTENSIONS,
  TANSTACK,
} from './client';
export { checkClient, compareClient, writeClient } from './write';
