export { CLIENT_MARKER, type ClientOptions, clientFiles } from './client';
export { checkClient, writeClient } from './write';
