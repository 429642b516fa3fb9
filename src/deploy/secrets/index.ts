/** Secrets of a deployment on AWS: kept there, and named by its variables. */
export { type ListedSecret, listSecrets, type SecretList } from './list-secrets';
export { removeSecret, type SecretRemoved } from './remove-secret';
export { secretNameProblem } from './secret-name';
export type { StoreName } from './secret-store';
export { type SecretSet, setSecret } from './set-secret';
