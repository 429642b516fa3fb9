/** What a project is: its app, its Terraform root, its packages, and where the settings say so. */
export { type Project, readProject, STATE_FOLDER } from './project';
