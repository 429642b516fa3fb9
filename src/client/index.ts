export { CLIENT_AUTH, type ClientOptions, clientFiles, IMPORT_EXTENSIONS, TANSTACK } from './client';
export { checkClient, writeClient } from './write';
