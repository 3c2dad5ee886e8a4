// The one-time code in the link that the server printed: /setup#token=… or /setup?token=…

export function setUpToken(url: Pick<URL, 'hash' | 'search'>): string {
  return (
    new URLSearchParams(url.hash.replace(/^#/, '')).get('token') ?? new URLSearchParams(url.search).get('token') ?? ''
  );
}

/** Reads the code and takes it out of the address, so that it is in no history and on no screenshot. */
export function takeSetUpToken(): string {
  const token = setUpToken(location);
  if (token) history.replaceState(null, '', '/setup');
  return token;
}
