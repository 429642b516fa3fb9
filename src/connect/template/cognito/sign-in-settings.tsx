/** The settings that signing in needs: people sign in to a user pool. */
export const SIGN_IN_SETTINGS = ['region', 'userPoolId', 'userPoolClientId'] as const;
