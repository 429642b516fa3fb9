/** The scripts by which shells complete the command line. */
export { completionScript } from './script';
