/** Name of the variable in a root for how many days a package that was replaced is kept; 0 makes no rule for it. */
export const RETENTION_DAYS = 'package_retention_days';
