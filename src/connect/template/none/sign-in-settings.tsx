/** The settings that signing in needs: nobody signs in. */
export const SIGN_IN_SETTINGS = [] as const;
