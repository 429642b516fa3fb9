/** The settings that signing in needs: people sign in to a user pool, and an identity pool gives them credentials. */
export const SIGN_IN_SETTINGS = ['region', 'userPoolId', 'userPoolClientId', 'identityPoolId'] as const;
