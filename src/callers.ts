/** Whether callers of APIs are checked on this machine as on AWS, or everybody is let in. */
export const CALLERS = ['open', 'checked'] as const;

export type Callers = (typeof CALLERS)[number];
