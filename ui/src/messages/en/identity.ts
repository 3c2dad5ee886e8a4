// Texts around the account: signing in, set-up, profile, password, sessions, API tokens.

export const identity = {
  signIn: 'Sign in',
  signInTo: (org: string) => `to ${org}`,
  username: 'Username or email',
  password: 'Password',
  noAccount: 'No account? An administrator can make one for you.',
  wrong: 'Username or password is wrong.',
  lockedFor: (seconds: number) => `Too many attempts. Try again in ${seconds}\u00a0s.`,
  asideClaim: 'Notebooks for your whole team, on the machines you already have.',
  unreachableRetry: 'Try now',
};
