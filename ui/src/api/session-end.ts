// What happens when the server no longer knows the session: the sign-in page, and from there back to this address.

export function signInAddress(next = location.pathname + location.search): string {
  return next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`;
}

/** Loads the sign-in page anew, so that nothing of the ended session stays in memory. */
export function sessionEnded() {
  if (location.pathname !== '/sign-in') location.assign(signInAddress());
}

/** Where to go after signing in. Only addresses of this site, so that a link cannot send people elsewhere. */
export function nextAddress(search: string, origin = location.origin): string {
  const next = new URLSearchParams(search).get('next') ?? '/';
  const url = URL.canParse(next, origin) ? new URL(next, origin) : undefined;
  if (!url || url.origin !== origin || url.pathname.startsWith('//')) return '/';
  return url.pathname + url.search + url.hash;
}
