// Around both portals: loads who is signed in, keeps the stream of changes open, and holds palette and keys.
import { useEffect } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Outlet, ScrollRestoration } from 'react-router';
import { follow } from '../api/live';
import { asApiError } from '../api/errors';
import { UnreachableState } from '../features/identity/UnreachableState';
import { asThemeChoice, chooseTheme } from '../ui/mode';
import { Keys } from './Keys';
import { Uploads } from './Uploads';
import { MeContext, meQuery, toMe } from './me';

export function Root() {
  const query = useQuery(meQuery);
  const me = query.data && toMe(query.data);
  const theme = me?.theme;

  useEffect(() => follow(), []);
  useEffect(() => {
    // What was chosen on another computer holds here, too.
    if (theme) chooseTheme(asThemeChoice(theme));
  }, [theme]);

  if (!me) {
    return query.error ? <UnreachableState error={asApiError(query.error)} retry={() => void query.refetch()} /> : null;
  }
  return (
    <MeContext value={me}>
      <Outlet />
      <Keys />
      <Uploads />
      <ScrollRestoration />
    </MeContext>
  );
}
